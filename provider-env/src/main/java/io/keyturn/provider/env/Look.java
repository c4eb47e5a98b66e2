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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one look at a file or a directory saw: the bytes, and the marks of what they are from.
 *
 * <p>Never more is read than the largest bundle and one byte. Only regular files are opened, and
 * links to them: to open a pipe or a device may block.
 */
final class Look {
  private final SecretLocation location;
  private final Path path;
  private final List<Mark> marks = new ArrayList<>(2);
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private int left = SecretBundle.MAX_BYTES;
  private boolean directory;
  private boolean torn;

  private Look(SecretLocation location, Path path) {
    this.location = location;
    this.path = path;
  }

  /**
   * Looks now.
   *
   * @throws SecretFormatException if it is neither a file nor a directory, or too large
   */
  static Look at(SecretLocation location, Path path) throws IOException {
    Look look = new Look(location, path);
    Mark mark = Mark.of(path);
    switch (mark.type()) {
      case FILE -> look.readFile(mark);
      case DIRECTORY -> look.readDirectory();
      case OTHER -> throw look.unreadable("it is neither a file nor a directory");
    }
    return look;
  }

  // ---- what it saw

  Path path() {
    return path;
  }

  boolean isDirectory() {
    return directory;
  }

  /** The bytes of the file. */
  byte[] bytes() {
    return files.getOrDefault("", new byte[0]);
  }

  /** The bytes of each file of the directory, by name. */
  Map<String, byte[]> files() {
    return files;
  }

  /** Of the file, or of the directory and each file in it. */
  List<Mark> marks() {
    return marks;
  }

  /** Whether something was changed while it looked. */
  boolean isTorn() {
    return torn;
  }

  boolean isYoungerThan(Instant moment) {
    for (Mark mark : marks) {
      if (mark.isYoungerThan(moment)) {
        return true;
      }
    }
    return false;
  }

  /** Whether its marks say that the content is what it was when these were made. */
  boolean isSameContentAs(List<Mark> others) {
    if (marks.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < marks.size(); i++) {
      if (!marks.get(i).hasContentOf(others.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether both saw the same, mark for mark and byte for byte. */
  boolean isSameAs(Look other) {
    return marks.equals(other.marks) && files.keySet().equals(other.files.keySet()) && same(other);
  }

  private boolean same(Look other) {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (!Arrays.equals(file.getValue(), other.files.get(file.getKey()))) {
        return false;
      }
    }
    return true;
  }

  // ---- how it looks

  private void readFile(Mark mark) throws IOException {
    marks.add(mark);
    files.put("", bytes(path));
    torn = !Mark.of(path).equals(mark);
  }

  private void readDirectory() throws IOException {
    directory = true;
    try {
      readDirectory(home(path));
    } catch (NoSuchFileException e) { // what was there a moment ago
      torn = true;
      marks.clear();
      if (Files.notExists(path)) {
        throw e;
      }
    }
  }

  private void readDirectory(Path home) throws IOException {
    marks.addAll(marksIn(home));
    for (Mark mark : marks) {
      if (mark.type() == Mark.Type.FILE) {
        files.put(name(mark.file()), bytes(mark.file()));
      }
    }
    torn = !home.equals(home(path)) || !marksIn(home).equals(marks);
  }

  /** The marks that a look would see now. */
  static List<Mark> marksOf(Path path) throws IOException {
    Mark mark = Mark.of(path);
    return mark.type() == Mark.Type.DIRECTORY ? marksIn(home(path)) : List.of(mark);
  }

  private static List<Mark> marksIn(Path home) throws IOException {
    List<Mark> marks = new ArrayList<>();
    marks.add(Mark.of(home).ofPlace());
    for (Path entry : visible(home)) {
      Mark mark = Mark.of(entry);
      if (mark.type() == Mark.Type.FILE) {
        marks.add(mark);
      }
    }
    return marks;
  }

  /**
   * Where the files really are. Kubernetes puts a new generation of a volume into a directory of
   * its own and moves the link {@code ..data} to it: all are read from where it led at the
   * beginning.
   */
  private static Path home(Path path) throws IOException {
    Path data = path.resolve("..data");
    return (Files.isSymbolicLink(data) ? data : path).toRealPath();
  }

  /** Hidden files are no fields: editors and Kubernetes put there what is their own. */
  private static List<Path> visible(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (!name(entry).startsWith(".") && !leadsToNothing(entry)) {
          files.add(entry);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    files.sort(null);
    return files;
  }

  private static boolean leadsToNothing(Path entry) {
    return Files.isSymbolicLink(entry) && Files.notExists(entry);
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
