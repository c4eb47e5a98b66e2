package io.keyturn.provider.env;

import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program that reads a bundle and says how that failed; see {@link PermissionTest}. */
final class ReadingChild {
  private ReadingChild() {}

  /** Takes the path that this process must not be able to read, and the path of the bundle. */
  public static void main(String[] args) throws IOException {
    if (canRead(Path.of(args[0]))) {
      System.out.println("this process can read everything, so it proves nothing");
      return;
    }
    SecretLocation location = SecretLocation.relative("file", args[1]);
    try (FileSecretProvider provider = new FileSecretProvider(Path.of("."))) {
      System.out.println("READ: " + provider.fetch(location));
    } catch (SecretException e) {
      System.out.println(e.kind() + ": " + e.reason());
    }
  }

  private static boolean canRead(Path path) throws IOException {
    try (Closeable opened =
        Files.isDirectory(path) ? Files.newDirectoryStream(path) : Files.newInputStream(path)) {
      return opened != null;
    } catch (AccessDeniedException e) {
      return false;
    }
  }
}
