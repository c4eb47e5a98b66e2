package io.keyturn.provider.env;

import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * One reading of a file or of a directory; never more than the largest bundle and one byte.
 *
 * <p>Only regular files are opened, and links to them: to open a pipe or a device may block.
 */
final class FileBundle {
  private final SecretLocation location;
  private final Path path;
  private int left = SecretBundle.MAX_BYTES;

  FileBundle(SecretLocation location, Path path) {
    this.location = location;
    this.path = path;
  }

  SecretBundle read() throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    if (attributes.isDirectory()) {
      return directory();
    }
    if (!attributes.isRegularFile()) {
      throw unreadable("it is neither a file nor a directory");
    }
    return FileFormat.of(location).read(location, bytes(path));
  }

  private SecretBundle directory() throws IOException {
    if (FileFormat.isGiven(location)) {
      throw unreadable("it is a directory, and only a file has a format");
    }
    try {
      return ofOneMoment();
    } catch (NoSuchFileException e) { // most likely it was swapped just now: once more
      return ofOneMoment();
    }
  }

  /** Kubernetes, and who else swaps a link, changes all files at once; so are they read. */
  private SecretBundle ofOneMoment() throws IOException {
    Path home = home();
    left = SecretBundle.MAX_BYTES;
    SecretBundle.Builder builder = SecretBundle.builder();
    for (Path file : files()) {
      builder.field(name(file), bytes(file));
    }
    if (!home().equals(home)) {
      throw new NoSuchFileException(home.toString());
    }
    return builder.build();
  }

  /** Where the files really are. */
  private Path home() throws IOException {
    Path data = path.resolve("..data");
    return (Files.isSymbolicLink(data) ? data : path).toRealPath();
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, FileBundle::isField)) {
      entries.forEach(files::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    files.sort(null);
    return files;
  }

  /** Hidden files are none: editors and Kubernetes (`..data`) put there what is their own. */
  private static boolean isField(Path entry) throws IOException {
    if (name(entry).startsWith(".")) {
      return false;
    }
    try {
      return Files.readAttributes(entry, BasicFileAttributes.class).isRegularFile();
    } catch (NoSuchFileException e) { // a link to nothing
      return false;
    }
  }

  private static String name(Path entry) {
    return entry.getFileName().toString();
  }

  private byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(left + 1);
      left -= bytes.length;
      if (left < 0) {
        throw unreadable("it is larger than 1 MiB");
      }
      return bytes;
    }
  }

  private SecretFormatException unreadable(String reason) {
    return new SecretFormatException(location, reason);
  }
}
