package io.keyturn.provider.vault;

import io.keyturn.internal.proxy.Proxies;
import io.keyturn.provider.ProviderSettings;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JDK's HTTP client of one store, and another each time that the files of TLS change.
 *
 * <p>Not a key manager that changes: connections that are open, and sessions of TLS that are taken
 * up again, would keep the old certificate. The client before is dropped; requests under way end
 * with it, and so do its threads. Thread-safe.
 */
final class Clients implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Clients.class);

  private final String store;
  private final Duration connectTimeout;
  private final Routes routes;
  private final Tls tls;
  private final ReentrantLock lock = new ReentrantLock();
  private List<Optional<PemFile.Mark>> marks;
  private volatile @Nullable String problem;
  private volatile HttpClient client;
  private boolean closed;

  /**
   * Makes the first one.
   *
   * @throws IllegalArgumentException if the files cannot be used
   */
  Clients(ProviderSettings settings) {
    this.store = settings.storeId();
    this.connectTimeout = settings.duration(TransportKeys.CONNECT_TIMEOUT).orElseThrow();
    this.routes = new Routes(Proxies.of(settings, TransportKeys.PROXY));
    this.tls = Tls.of(settings);
    this.marks = tls.marks();
    this.client = client(tls.context());
    if (tls.unverified()) {
      LOG.warn(
          "store '{}': skip-verify (VAULT_SKIP_VERIFY) is set; whoever answers at its address gets"
              + " its credentials: set ca-cert (VAULT_CACERT) in its place",
          store);
    }
  }

  private HttpClient client(Optional<SSLContext> context) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1) // Vault Agent mishandles the upgrade to 2
            .followRedirects(HttpClient.Redirect.NEVER) // see Redirects
            .proxy(routes)
            .connectTimeout(connectTimeout);
    context.ifPresent(builder::sslContext);
    return builder.build();
  }

  /** The one to ask with now. Who comes while another reads the files takes the one before. */
  HttpClient current() {
    if (tls.isOfFiles() && lock.tryLock()) {
      try {
        if (!closed) {
          readAgain();
        }
      } finally {
        lock.unlock();
      }
    }
    return client;
  }

  /** Files that do not fit, as while they are being written, are read again for each request. */
  private void readAgain() {
    List<Optional<PemFile.Mark>> now = tls.marks();
    if (now.equals(marks)) {
      problem = null;
      return;
    }
    try {
      client = client(tls.context());
      marks = now;
      problem = null;
    } catch (IllegalArgumentException e) {
      tell(String.valueOf(e.getMessage()));
    }
  }

  private void tell(String found) {
    if (!Objects.equals(found, problem)) {
      problem = found;
      LOG.warn("store '{}': {}; it goes on with what it read before", store, found);
    }
  }

  /** Closes the client on the JDKs where it can be closed, from 21 on. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    if (client instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) { // HttpClient.close() throws nothing checked
        throw new IllegalStateException(e);
      }
    }
  }
}
