package io.keyturn.provider.env;

import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The system properties and environment variables of this process, and how a name is looked for in
 * them: the property, the variable, and for a name with dots or dashes the variable {@code
 * UPPER_SNAKE}; each by itself or, with {@code _FILE} at its end, as the path of a file.
 *
 * <p>{@code _FILE} is what the images of Docker use (docker-entrypoint.sh of postgres and mysql,
 * {@code file_env}): both is an error, and there an empty one is none.
 */
class Variables {
  private static final String FILE = "_FILE";

  /** Of this process; another one's in tests. */
  @Nullable String property(String name) {
    return System.getProperty(name);
  }

  /** Of this process; another one's in tests. */
  @Nullable String variable(String name) {
    return System.getenv(name);
  }

  /** With which files are read; another one in tests. */
  Settling settling() {
    return new Settling();
  }

  /**
   * What was found.
   *
   * @param name the variable or property, with {@code _FILE} where it is the path
   * @param text the value, or the path
   * @param isFile whether it is the path
   * @param fixed whether it cannot change while the process runs
   */
  record Found(String name, String text, boolean isFile, boolean fixed) {
    /** Nothing of the text. */
    @Override
    public String toString() {
      return "Found[" + name + ", isFile=" + isFile + ", fixed=" + fixed + "]";
    }
  }

  /**
   * Looks for a name.
   *
   * @throws SecretNotFoundException if it is there in no form
   * @throws SecretFormatException if it is there by itself and as a file
   */
  Found find(SecretLocation bundle) {
    Found found = findOrNull(bundle);
    if (found == null) {
      String upper = upperSnake(bundle.path());
      throw new SecretNotFoundException(
          bundle,
          "there is no such system property or environment variable"
              + (upper.equals(bundle.path()) ? "" : ", no variable " + upper)
              + ", and none with _FILE at its end");
    }
    return found;
  }

  /**
   * The same; null if it is there in no form.
   *
   * @throws SecretFormatException if it is there by itself and as a file
   */
  @Nullable Found findOrNull(SecretLocation bundle) {
    String name = bundle.path();
    String upper = upperSnake(name);
    Found found = choose(bundle, name, property(name), property(name + FILE), false);
    if (found == null) {
      found = choose(bundle, name, variable(name), variable(name + FILE), true);
    }
    if (found == null && !upper.equals(name)) {
      found = choose(bundle, upper, variable(upper), variable(upper + FILE), true);
    }
    return found;
  }

  private static @Nullable Found choose(
      SecretLocation bundle,
      String name,
      @Nullable String text,
      @Nullable String path,
      boolean fixed) {
    if (path == null || path.isEmpty()) {
      return text == null ? null : new Found(name, text, false, fixed);
    }
    if (text != null && !text.isEmpty()) {
      throw new SecretFormatException(
          bundle, name + " and " + name + FILE + " are both set: unset one of them");
    }
    return new Found(name + FILE, path, true, false);
  }

  private static String upperSnake(String name) {
    boolean dotted = name.indexOf('.') >= 0 || name.indexOf('-') >= 0;
    return dotted ? name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT) : name;
  }
}
