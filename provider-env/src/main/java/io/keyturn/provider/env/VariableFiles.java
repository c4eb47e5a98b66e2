package io.keyturn.provider.env;

import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.provider.SecretProvider.Watch;
import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretBundle.Remark;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Files whose paths are in variables. Each is one value: of a text a byte order mark and the line
 * breaks at its end are taken off; what is no text is taken byte for byte.
 */
final class VariableFiles implements Settling.Form {
  private final Settling settling;
  private final FileWatcher watcher;

  VariableFiles(Settling settling) {
    this.settling = settling;
    this.watcher = new FileWatcher(settling);
  }

  SecretBundle read(SecretLocation bundle, Variables.Found found) {
    try {
      return settling.read(bundle, path(bundle, found), this);
    } catch (SecretException e) {
      throw failure(found, e);
    }
  }

  Map<SecretLocation, Outcome> read(Map<SecretLocation, Variables.Found> all) {
    Map<SecretLocation, Path> paths = new HashMap<>();
    Map<SecretLocation, Outcome> outcomes = new HashMap<>();
    all.forEach(
        (bundle, found) -> {
          try {
            paths.put(bundle, path(bundle, found));
          } catch (SecretException e) {
            outcomes.put(bundle, new Outcome.Failed(e));
          }
        });
    outcomes.putAll(settling.read(paths, this));
    outcomes.replaceAll(
        (bundle, outcome) ->
            outcome instanceof Outcome.Failed failed
                ? new Outcome.Failed(
                    failure(Objects.requireNonNull(all.get(bundle)), failed.exception()))
                : outcome);
    return outcomes;
  }

  Watch watch(Map<SecretLocation, Path> paths, Consumer<? super SecretLocation> changed) {
    return watcher.watch(paths, changed);
  }

  void close() {
    watcher.close();
  }

  /**
   * Relative to the working directory, and as the system reads it: after a link {@code ..} is not
   * the directory before it. It is never told: it might be a secret.
   *
   * @throws SecretFormatException if it is no path
   */
  static Path path(SecretLocation bundle, Variables.Found found) {
    try {
      return Path.of(found.text()).toAbsolutePath();
    } catch (InvalidPathException e) { // not chained: it quotes the text
      throw new SecretFormatException(bundle, "its path is not a path on this system");
    }
  }

  @Override
  public SecretBundle bundle(SecretLocation location, Look look, Mounts mounts) throws IOException {
    if (look.isDirectory()) {
      throw new SecretFormatException(location, "it is a directory, where a file is meant");
    }
    byte[] bytes = look.bytes();
    boolean text = Utf8.text(bytes).isPresent();
    byte[] value = text ? withoutLineBreaks(Utf8.withoutMark(bytes)) : bytes;
    SecretBundle.Builder builder = FileFormat.BYTES.read(location, value);
    Optional<Remark> mounted = mounts.remark(look);
    if (mounted.isPresent()) {
      builder.remark(mounted.get());
    }
    return builder.build();
  }

  private static byte[] withoutLineBreaks(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == '\n') {
      end -= end > 1 && bytes[end - 2] == '\r' ? 2 : 1;
    }
    return Arrays.copyOf(bytes, end);
  }

  /** The same failure, which says which variable names the file. */
  private static SecretException failure(Variables.Found found, SecretException e) {
    SecretLocation bundle = e.location();
    String reason = "the file that " + found.name() + " names: " + e.reason();
    return switch (e.kind()) {
      case NOT_FOUND -> new SecretNotFoundException(bundle, reason);
      case ACCESS_DENIED -> new SecretAccessDeniedException(bundle, reason);
      case UNAVAILABLE -> new SecretUnavailableException(bundle, reason);
      case FORMAT -> new SecretFormatException(bundle, reason);
    };
  }
}
