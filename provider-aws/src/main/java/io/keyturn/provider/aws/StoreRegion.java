package io.keyturn.provider.aws;

import io.keyturn.secret.SecretLocation;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** A region that a store is asked in, with a client that is made when it is first asked there. */
final class StoreRegion implements AutoCloseable {
  private final String id;
  private final Supplier<SecretsManagerClient> maker;
  private final boolean owned;
  private final ReentrantLock lock = new ReentrantLock(); // pins no virtual thread
  private @Nullable SecretsManagerClient client;
  private boolean closed;

  private StoreRegion(String id, Supplier<SecretsManagerClient> maker, boolean owned) {
    this.id = id;
    this.maker = maker;
    this.owned = owned;
  }

  /** That of a client which is there. */
  static StoreRegion of(SecretsManagerClient client, boolean owned) {
    String id = client.serviceClientConfiguration().region().id();
    StoreRegion region = new StoreRegion(id, () -> client, owned);
    region.client = client;
    return region;
  }

  /** One that may never be asked. */
  static StoreRegion of(String id, Supplier<SecretsManagerClient> maker) {
    return new StoreRegion(id, maker, true);
  }

  String id() {
    return id;
  }

  SecretsManagerClient client() {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the provider is closed");
      }
      if (client == null) {
        client = maker.get();
      }
      return client;
    } finally {
      lock.unlock();
    }
  }

  /** What a bundle is asked by here. */
  String secretId(SecretLocation bundle) {
    return SecretId.in(id, bundle.path());
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (owned && client != null) {
        client.close();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    return id;
  }
}
