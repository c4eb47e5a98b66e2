package io.keyturn.provider.env;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyturn.secret.SecretBundle.Remark;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where something is mounted, as Linux tells it (proc_pid_mountinfo(5)); elsewhere nothing is
 * known. For one reading, by one thread.
 *
 * <p>What was mounted stays what it was, whatever is put in its place where it came from. So a file
 * that is mounted by itself, by {@code subPath} in Kubernetes or as one file in Docker, never
 * changes but by being written in place; and of what was removed there the kernel says so.
 */
final class Mounts {
  private static final Path TABLE = Path.of("/proc/self/mountinfo");
  private static final int ROOT = 3;
  private static final int POINT = 4;
  private static final String DELETED = "//deleted";

  /** A directory that Kubernetes writes a volume to. */
  private static final Pattern GENERATION = Pattern.compile("(^|/)\\.\\.\\d");

  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

  private static final Remark ALONE =
      new Remark(
          "it is mounted by itself (subPath in Kubernetes, a single file in Docker): what is put in"
              + " its place outside is not seen before a restart; mount the directory above",
          false);
  private static final Remark GONE =
      new Remark(
          "what is mounted here was replaced or removed outside: the old one is served until a"
              + " restart; mount the directory above",
          true);

  private @Nullable List<Mount> table;

  /** As it is when it is first asked for. */
  Mounts() {}

  Mounts(List<String> lines) {
    this.table = parsed(lines);
  }

  /**
   * A line of the table.
   *
   * @param point where it is mounted
   * @param root what of its file system is mounted there
   */
  private record Mount(Path point, String root) {
    boolean isGone() {
      return root.endsWith(DELETED);
    }

    boolean isAlone(Path real) {
      return (real.equals(point) && Files.isRegularFile(real)) || GENERATION.matcher(root).find();
    }
  }

  /** What is to be known of the mounts that a file, or the files of a directory, are in. */
  Optional<Remark> remark(Look look) throws IOException {
    Optional<Remark> remark = Optional.empty();
    for (Mark mark : look.marks()) {
      Optional<Remark> its = remark(mark.file().toRealPath());
      if (its.isPresent() && (remark.isEmpty() || its.get().warning())) {
        remark = its;
      }
    }
    return remark;
  }

  Optional<Remark> remark(Path real) {
    Optional<Mount> mount = mountOf(real);
    if (mount.isPresent() && mount.get().isGone()) {
      return Optional.of(GONE);
    }
    return mount.filter(its -> its.isAlone(real)).map(its -> ALONE);
  }

  /** Whether what is mounted there is no more where it came from. */
  boolean isGone(Path real) {
    return mountOf(real).filter(Mount::isGone).isPresent();
  }

  /** Why a directory may be empty: what was in it is gone with its generation. */
  String goneReason() {
    return GONE.text();
  }

  /** Whether it is a file that is mounted by itself, or in one generation of a volume. */
  boolean isAlone(Path real) {
    return mountOf(real).filter(mount -> mount.isAlone(real)).isPresent();
  }

  /** The innermost one; of two at the same place the later one, which hides the other. */
  private Optional<Mount> mountOf(Path real) {
    Mount innermost = null;
    for (Mount mount : table(real)) {
      boolean inner =
          innermost == null || mount.point.getNameCount() >= innermost.point.getNameCount();
      if (inner && real.startsWith(mount.point)) {
        innermost = mount;
      }
    }
    return Optional.ofNullable(innermost);
  }

  private List<Mount> table(Path path) {
    if (table == null) {
      boolean known = path.getFileSystem().equals(FileSystems.getDefault());
      table = known ? parsed(read()) : List.of();
    }
    return table;
  }

  private static List<String> read() {
    try {
      return lines(Files.readAllBytes(TABLE));
    } catch (IOException e) { // not on this system
      return List.of();
    }
  }

  /** Another mount may have a name that is no text; it is nothing to us. */
  static List<String> lines(byte[] table) {
    return new String(table, UTF_8).lines().toList();
  }

  private static List<Mount> parsed(List<String> lines) {
    List<Mount> mounts = new ArrayList<>(lines.size());
    for (String line : lines) {
      String[] fields = line.split(" ", POINT + 2);
      Path point = fields.length > POINT ? path(fields[POINT]) : null;
      if (point != null) {
        mounts.add(new Mount(point, fields[ROOT]));
      }
    }
    return mounts;
  }

  /** Blanks are written as octal numbers. Null where this process can have no such path. */
  private static @Nullable Path path(String field) {
    try {
      return Path.of(OCTAL.matcher(field).replaceAll(Mounts::letter));
    } catch (InvalidPathException e) { // other letters than ASCII in the C locale
      return null;
    }
  }

  private static String letter(MatchResult octal) {
    return Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(octal.group(1), 8)));
  }
}
