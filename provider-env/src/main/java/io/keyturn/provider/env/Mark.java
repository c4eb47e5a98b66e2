package io.keyturn.provider.env;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the file system says of a file or a directory, by which a change is told.
 *
 * @param file what it is of
 * @param type what it is
 * @param key the file system's own for it, another one where a file was put in the place of
 *     another; null where it has none
 * @param size in bytes
 * @param modified when its content was changed, as whoever wrote it may set it
 * @param changed when it was changed by the system's own clock; null where that is not told
 * @param mode who may do what, as Unix has it; 0 where it has no such thing
 */
record Mark(
    Path file,
    Type type,
    @Nullable Object key,
    long size,
    FileTime modified,
    @Nullable Object changed,
    int mode) {
  private static final String ON_ALL = "isDirectory,isRegularFile,fileKey,size,lastModifiedTime";
  private static final int READ_BY_OTHERS = 4;
  private static final int ENTERED_BY_OTHERS = 1;

  /** What a path leads to. */
  enum Type {
    FILE,
    DIRECTORY,
    OTHER
  }

  /** Links are followed. */
  static Mark of(Path file) throws IOException {
    boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
    Map<String, @Nullable Object> all =
        Files.readAttributes(file, unix ? "unix:" + ON_ALL + ",ctime,mode" : ON_ALL);
    return new Mark(
        file,
        type(all),
        all.get("fileKey"),
        all.get("size") instanceof Long size ? size : 0,
        all.get("lastModifiedTime") instanceof FileTime time ? time : FileTime.fromMillis(0),
        all.get("ctime"),
        all.get("mode") instanceof Integer mode ? mode : 0);
  }

  private static Type type(Map<String, @Nullable Object> all) {
    if (Boolean.TRUE.equals(all.get("isDirectory"))) {
      return Type.DIRECTORY;
    }
    return Boolean.TRUE.equals(all.get("isRegularFile")) ? Type.FILE : Type.OTHER;
  }

  /** Of a directory the place alone: hidden files come and go in it. */
  Mark ofPlace() {
    return new Mark(file, type, key, 0, FileTime.fromMillis(0), null, 0);
  }

  /**
   * Whether content, as far as the marks tell, is what it was; who may read it may have changed.
   */
  boolean hasContentOf(Mark other) {
    return file.equals(other.file)
        && Objects.equals(key, other.key)
        && size == other.size
        && modified.equals(other.modified);
  }

  boolean isReadByOthers() {
    return (mode & READ_BY_OTHERS) != 0;
  }

  boolean isEnteredByOthers() {
    return (mode & ENTERED_BY_OTHERS) != 0;
  }

  /** Whether it was changed after a moment. */
  boolean isYoungerThan(Instant moment) {
    return modified.toInstant().isAfter(moment)
        || (changed instanceof FileTime time && time.toInstant().isAfter(moment));
  }

  /** Without the path, which may be a secret that was put there by mistake. */
  @Override
  public String toString() {
    return "Mark[" + type + "]";
  }
}
