package io.keyturn.provider.env;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads system properties, environment variables, and the files that they name, see {@link
 * Variables}.
 *
 * <p>A variable cannot change while the process runs, so its bundle is fixed; a property and a file
 * can, so theirs are not. What is there and empty is given as an empty whole, which no reader
 * accepts: empty is malformed, never not found.
 */
final class EnvSecretProvider implements SecretProvider {
  private static final int BATCH = 100;

  private final Variables variables;
  private final ReentrantLock lock = new ReentrantLock();

  /** Made when one is first asked for: a start without any is to load nothing of it. */
  private volatile @Nullable VariableFiles files;

  private volatile boolean closed;

  EnvSecretProvider(Variables variables) {
    this.variables = variables;
  }

  @Override
  public SecretBundle fetch(SecretLocation bundle) {
    checkOpen();
    Variables.Found found = variables.find(bundle);
    return found.isFile() ? files().read(bundle, found) : whole(bundle, found);
  }

  /** More than one only for files, so that they are waited for together. */
  @Override
  public int batchSize() {
    return files == null ? 1 : BATCH;
  }

  @Override
  public Map<SecretLocation, Outcome> fetchAll(Map<SecretLocation, Optional<String>> known) {
    checkOpen();
    Map<SecretLocation, Outcome> outcomes = new HashMap<>();
    Map<SecretLocation, Variables.Found> inFiles = new HashMap<>();
    for (SecretLocation bundle : known.keySet()) {
      try {
        Variables.Found found = variables.find(bundle);
        if (found.isFile()) {
          inFiles.put(bundle, found);
        } else {
          outcomes.put(bundle, new Outcome.Fetched(whole(bundle, found)));
        }
      } catch (SecretException e) {
        outcomes.put(bundle, new Outcome.Failed(e));
      }
    }
    outcomes.putAll(files().read(inFiles));
    return outcomes;
  }

  private static SecretBundle whole(SecretLocation bundle, Variables.Found found) {
    String text = found.text();
    // Where the JVM cannot decode a variable's bytes it puts U+FFFD: another value than was set.
    if (text.indexOf('\uFFFD') >= 0) {
      throw new SecretFormatException(
          bundle, "it is not text in the character encoding of this process's locale");
    }
    if (isTooLarge(text)) {
      throw new SecretFormatException(bundle, "it is larger than 1 MiB");
    }
    SecretBundle.Builder whole = SecretBundle.builder().text(text);
    return found.fixed() ? whole.fixed().build() : whole.build();
  }

  /** Counts its letters first, each at least a byte: what is far too large is not encoded. */
  private static boolean isTooLarge(String text) {
    return text.length() > SecretBundle.MAX_BYTES
        || text.getBytes(UTF_8).length > SecretBundle.MAX_BYTES;
  }

  /** Those that are in files; others cannot change, or only by the program itself. */
  @Override
  public Watch watch(Set<SecretLocation> bundles, Consumer<? super SecretLocation> changed) {
    checkOpen();
    Map<SecretLocation, Path> inFiles = new HashMap<>();
    for (SecretLocation bundle : bundles) {
      Path file = fileOf(bundle);
      if (file != null) {
        inFiles.put(bundle, file);
      }
    }
    return inFiles.isEmpty() ? new Nothing() : files().watch(inFiles, changed);
  }

  /** Null where there is none, or its variables are wrong, which the next look will tell. */
  private @Nullable Path fileOf(SecretLocation bundle) {
    try {
      Variables.Found found = variables.findOrNull(bundle);
      return found != null && found.isFile() ? VariableFiles.path(bundle, found) : null;
    } catch (SecretFormatException e) {
      return null;
    }
  }

  /** Nothing is watched now; the next one may have something to watch. */
  private static final class Nothing implements Watch {
    @Override
    public void close() {}
  }

  private VariableFiles files() {
    lock.lock();
    try {
      checkOpen();
      VariableFiles made = files == null ? new VariableFiles(variables.settling()) : files;
      files = made;
      return made;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public SecretLocation normalize(SecretLocation bundle) {
    if (bundle.path().indexOf('=') >= 0) {
      throw new IllegalArgumentException("no variable's name has a '='");
    }
    return SecretProvider.super.normalize(bundle);
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the env provider is closed");
    }
  }

  @Override
  public void close() {
    VariableFiles made;
    lock.lock();
    try {
      closed = true;
      made = files;
    } finally {
      lock.unlock();
    }
    if (made != null) {
      made.close();
    }
  }

  @Override
  public String toString() {
    return "EnvSecretProvider[]";
  }
}
