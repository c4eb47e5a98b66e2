package io.keyturn.provider.env;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program that reads a bundle and says how that went; see {@link PermissionTest}. */
final class ReadingChild {
  private ReadingChild() {}

  /** Takes the path that this process must not be able to read, and the location of the bundle. */
  public static void main(String[] args) throws IOException {
    if (canRead(Path.of(args[0]))) {
      System.out.println("this process can read everything, so it proves nothing");
      return;
    }
    SecretLocation location = SecretLocation.parse(args[1]);
    try (SecretProvider provider = provider(location.store())) {
      SecretBundle bundle = provider.fetch(location);
      String remark = bundle.remark().map(SecretBundle.Remark::text).orElse("no remark");
      System.out.println("READ, " + remark + ": " + bundle);
    } catch (SecretException e) {
      System.out.println(e.kind() + ": " + e.reason());
    }
  }

  private static SecretProvider provider(String store) {
    return store.equals("env")
        ? new EnvSecretProvider(new Variables())
        : new FileSecretProvider(Path.of("."), Access.WARN);
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
