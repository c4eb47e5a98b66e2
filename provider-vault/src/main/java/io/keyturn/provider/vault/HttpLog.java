package io.keyturn.provider.vault;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
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

  /** Content is none that JDK 17 or 25 prints, though it is documented beside the others. */
  private static final List<String> TELLING = List.of("headers", "content", "all");

  private static final AtomicBoolean TOLD = new AtomicBoolean();

  private HttpLog() {}

  /** Warns once in a process where it would print tokens. */
  static void warn() {
    String set = System.getProperty(FLAG);
    if (tells(set == null ? ofTheJvm() : set) && !TOLD.getAndSet(true)) {
      LOG.warn(
          "the JVM is started with -D{}, or has it in conf/net.properties: its HTTP client prints"
              + " Vault's tokens; leave that out where they matter",
          FLAG);
    }
  }

  /** Whether there are headers, with the token, or bodies among what is told. */
  static boolean tells(String words) {
    return List.of(words.toLowerCase(Locale.ROOT).split(",")).stream().anyMatch(TELLING::contains);
  }

  /** The client asks sun.net.NetProperties, which reads this file. */
  private static String ofTheJvm() {
    Path file = Path.of(System.getProperty("java.home", ""), "conf", "net.properties");
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    } catch (IOException | IllegalArgumentException e) { // then the client has nothing from it
      return "";
    }
    return properties.getProperty(FLAG, "");
  }
}
