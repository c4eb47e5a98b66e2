package io.keyturn.provider.env;

import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretFormatException;
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
    if (failure instanceof AccessDeniedException denied) {
      return new SecretAccessDeniedException(
          location,
          "this process has no permission to read "
              + (isInside(denied, path) ? "a file in it" : "it"));
    }
    if (failure instanceof NoSuchFileException || isBelowFile(path)) {
      return new SecretNotFoundException(
          location,
          Files.isSymbolicLink(path)
              ? "it is a link to nothing"
              : "there is no such file or directory");
    }
    if (isCircular(path, failure)) {
      return new SecretFormatException(location, "its links lead in a circle");
    }
    return new SecretUnavailableException(location, reason(failure));
  }

  private static boolean isInside(FileSystemException failure, Path path) {
    return Files.isReadable(path) && !path.toString().equals(failure.getFile());
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

  private static boolean isCircular(Path path, IOException failure) {
    String file = failure instanceof FileSystemException at ? at.getFile() : null;
    return Trail.to(file == null ? path : path.resolve(file)).isCircular();
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
