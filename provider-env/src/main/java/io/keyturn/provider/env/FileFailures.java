package io.keyturn.provider.env;

import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** What a failure to read a file or a directory means. */
final class FileFailures {
  private FileFailures() {}

  static SecretException of(SecretLocation location, Path path, IOException failure) {
    boolean inside =
        failure instanceof FileSystemException at && !path.toString().equals(at.getFile());
    if (failure instanceof AccessDeniedException) {
      return new SecretAccessDeniedException(
          location, "this process has no permission to read " + (inside ? "a file in it" : "it"));
    }
    boolean missing = failure instanceof NoSuchFileException;
    if (missing && inside) {
      return new SecretUnavailableException(location, "it was changed while it was read");
    }
    if (missing || isBelowFile(path)) {
      return new SecretNotFoundException(location, "there is no such file or directory");
    }
    return new SecretUnavailableException(location, reason(failure));
  }

  /** Which is the same as missing; JDK 25 says so by itself, 17 gives the system's text. */
  private static boolean isBelowFile(Path path) {
    for (Path above = path.getParent(); above != null; above = above.getParent()) {
      if (Files.isRegularFile(above)) {
        return true;
      }
    }
    return false;
  }

  /** Of a file system's exception the system's own text for the error; of others, a message. */
  private static String reason(IOException failure) {
    if (failure instanceof ClosedByInterruptException) {
      return "reading it was interrupted";
    }
    return failure instanceof FileSystemException at
        ? Optional.ofNullable(at.getReason()).orElse("input/output error")
        : "input/output error";
  }
}
