package io.keyturn.provider.env;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * Reads system properties and, where there is none of the name, environment variables.
 *
 * <p>A variable cannot change while the process runs, so its bundle is fixed; a property can, so
 * its bundle is not. What is there and empty is given as an empty whole, which no reader accepts:
 * empty is malformed, never not found.
 */
class EnvSecretProvider implements SecretProvider {
  private volatile boolean closed;

  /** Of this process; another one's in tests. */
  @Nullable String property(String name) {
    return System.getProperty(name);
  }

  /** Of this process; another one's in tests. */
  @Nullable String variable(String name) {
    return System.getenv(name);
  }

  @Override
  public SecretBundle fetch(SecretLocation bundle) {
    if (closed) {
      throw new IllegalStateException("the env provider is closed");
    }
    String property = property(bundle.path());
    if (property != null) {
      return whole(bundle, property).build();
    }
    String variable = variable(bundle.path());
    if (variable == null) {
      throw new SecretNotFoundException(
          bundle, "there is no such system property or environment variable");
    }
    return whole(bundle, variable).fixed().build();
  }

  private static SecretBundle.Builder whole(SecretLocation bundle, String text) {
    // Where the JVM cannot decode a variable's bytes it puts U+FFFD: another value than was set.
    if (text.indexOf('\uFFFD') >= 0) {
      throw new SecretFormatException(
          bundle, "it is not text in the character encoding of this process's locale");
    }
    if (isTooLarge(text)) {
      throw new SecretFormatException(bundle, "it is larger than 1 MiB");
    }
    return SecretBundle.builder().text(text);
  }

  /** Counts its letters first, each at least a byte: what is far too large is not encoded. */
  private static boolean isTooLarge(String text) {
    return text.length() > SecretBundle.MAX_BYTES
        || text.getBytes(UTF_8).length > SecretBundle.MAX_BYTES;
  }

  @Override
  public SecretLocation normalize(SecretLocation bundle) {
    if (bundle.path().indexOf('=') >= 0) {
      throw new IllegalArgumentException("no variable's name has a '='");
    }
    return SecretProvider.super.normalize(bundle);
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return "EnvSecretProvider[]";
  }
}
