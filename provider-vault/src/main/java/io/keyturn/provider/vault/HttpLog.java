package io.keyturn.provider.vault;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the JDK's HTTP client logs where the JVM is told to.
 *
 * @see <a
 *     href="https://docs.oracle.com/en/java/javase/17/docs/api/java.net.http/module-summary.html">module
 *     java.net.http</a>
 */
final class HttpLog {
  private static final Logger LOG = LoggerFactory.getLogger(HttpLog.class);
  private static final String FLAG = "jdk.httpclient.HttpClient.log";
  private static final List<String> TELLING = List.of("headers", "content", "all");
  private static final AtomicBoolean TOLD = new AtomicBoolean();

  private HttpLog() {}

  /** Warns once in a process where it would print tokens. */
  static void warn() {
    String words = System.getProperty(FLAG, "").toLowerCase(Locale.ROOT);
    if (TELLING.stream().anyMatch(List.of(words.split(","))::contains) && !TOLD.getAndSet(true)) {
      LOG.warn(
          "the JVM is started with -D{}: its HTTP client prints Vault's tokens; leave that out where"
              + " they matter",
          FLAG);
    }
  }
}
