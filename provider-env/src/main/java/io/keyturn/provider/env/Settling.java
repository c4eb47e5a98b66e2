package io.keyturn.provider.env;

import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads files and directories when they hold still: what has changed since it was last taken, or
 * was written just now, is taken when two looks in a row see the same.
 *
 * <p>Keeps the marks of what was taken and of what may be cut off, no content. Thread-safe.
 */
class Settling {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
  private static final Duration JUST_NOW = Duration.ofSeconds(1);

  /** Five seconds. */
  private static final int MOST_LOOKS = 26;

  /** Where others of the same call hold still already, and wait. */
  private static final int MOST_LOOKS_WHILE_OTHERS_WAIT = 4;

  /** More bundles than an application has; others are as if each time seen for the first time. */
  private static final int MOST_TAKEN = 100_000;

  /** Less than any file system's block. */
  private static final int NO_SPACE = 512;

  private static final String INTERRUPTED = "reading it was interrupted";
  private static final List<Mark> NOTHING = List.of();

  private final Map<SecretLocation, List<Mark>> taken = new ConcurrentHashMap<>();
  private final Map<SecretLocation, List<Mark>> cut = new ConcurrentHashMap<>();

  /** Those that are read for the first time just now. */
  private final Set<SecretLocation> begun = ConcurrentHashMap.newKeySet();

  /** Makes a bundle of what was seen. */
  interface Form {
    /**
     * Is called when it holds still.
     *
     * @throws SecretException if it is no bundle
     */
    SecretBundle bundle(SecretLocation location, Look look, Mounts mounts) throws IOException;
  }

  /** Waits between two looks; does not in tests. */
  void pause(Duration time) throws InterruptedException {
    Thread.sleep(time.toMillis());
  }

  /** By the clock by which files are written; another one in tests. */
  Instant now() {
    return Instant.now();
  }

  /** Whether space is left where a file is. */
  boolean hasSpace(Path file) {
    try {
      FileStore store = Files.getFileStore(file);
      return store.getTotalSpace() == 0 || store.getUsableSpace() >= NO_SPACE;
    } catch (IOException e) { // not every file system tells
      return true;
    }
  }

  /** Reads one, as {@link #read(Map, Form)} does. */
  SecretBundle read(SecretLocation location, Path path, Form form) {
    Outcome outcome = read(Map.of(location, path), form).get(location);
    if (outcome instanceof Outcome.Fetched fetched) {
      return fetched.bundle();
    }
    throw outcome instanceof Outcome.Failed failed
        ? failed.exception()
        : new IllegalStateException("a look without an outcome");
  }

  /** Reads several together, so that they are waited for together; one outcome for each. */
  Map<SecretLocation, Outcome> read(Map<SecretLocation, Path> paths, Form form) {
    List<SecretLocation> first = new ArrayList<>();
    for (SecretLocation location : paths.keySet()) {
      if (!taken.containsKey(location) && begun.add(location)) {
        first.add(location);
      }
    }
    try {
      return new Reading(paths, form).outcomes();
    } finally {
      first.forEach(begun::remove);
    }
  }

  /** Whether there may be something else than what was seen last, by the marks alone. */
  boolean mayHaveChanged(SecretLocation location, Path path) {
    List<Mark> known = taken.get(location);
    if (known == null) {
      return begun.contains(location);
    }
    try {
      return known.isEmpty() ? Files.exists(path) : !Look.marksOf(path).equals(known);
    } catch (IOException e) {
      return true;
    }
  }

  /** Whether it is what was taken last, or else has held still before it is first seen. */
  private boolean isKnown(SecretLocation location, Look look) {
    List<Mark> known = taken.get(location);
    return known == null ? !look.isYoungerThan(now().minus(JUST_NOW)) : known.equals(look.marks());
  }

  private void remember(SecretLocation location, List<Mark> marks) {
    if (taken.size() < MOST_TAKEN || taken.containsKey(location)) {
      taken.put(location, marks);
    }
    cut.remove(location);
  }

  /** Whether it was changed while its file system was full, now or at an earlier look. */
  private boolean mayBeCut(SecretLocation location, Look look) {
    List<Mark> known = taken.get(location);
    if (known == null || look.isSameContentAs(known)) {
      return false;
    }
    boolean full = look.marks().equals(cut.get(location)) || !hasSpace(look.path());
    if (full) {
      cut.put(location, look.marks());
    }
    return full;
  }

  /** One call: looks again and again until each bundle has its outcome. */
  private final class Reading {
    private final Map<SecretLocation, Path> paths;
    private final Form form;
    private final Mounts mounts = new Mounts();
    private final Map<SecretLocation, Outcome> outcomes = new LinkedHashMap<>();

    /** What each that has none yet was seen to be; null where it was seen to be gone. */
    private final Map<SecretLocation, @Nullable Look> moving = new LinkedHashMap<>();

    Reading(Map<SecretLocation, Path> paths, Form form) {
      this.paths = paths;
      this.form = form;
      for (SecretLocation location : paths.keySet()) {
        moving.put(location, null);
      }
    }

    Map<SecretLocation, Outcome> outcomes() {
      int settled = 0;
      for (int looks = 1; !moving.isEmpty(); looks++) {
        for (SecretLocation location : List.copyOf(moving.keySet())) {
          look(location);
        }
        settled += outcomes.isEmpty() ? 0 : 1;
        if (looks == MOST_LOOKS || settled == MOST_LOOKS_WHILE_OTHERS_WAIT) {
          giveUp("it was changed while it was read, again and again");
        } else if (!moving.isEmpty()) {
          waitForNext();
        }
      }
      return outcomes;
    }

    private void look(SecretLocation location) {
      Path path = Objects.requireNonNull(paths.get(location));
      try {
        Look look = Look.at(location, path);
        Look before = moving.put(location, look);
        boolean cut = mayBeCut(location, look);
        if (!look.isTorn()
            && (isKnown(location, look) || (before != null && look.isSameAs(before)))) {
          end(location, new Outcome.Fetched(take(location, look, cut)));
        }
      } catch (SecretException e) {
        end(location, new Outcome.Failed(e));
      } catch (NoSuchFileException e) {
        moving.put(location, null);
        if (!isThereAgain(path)) {
          remember(location, NOTHING);
          end(location, new Outcome.Failed(FileFailures.of(location, path, e)));
        }
      } catch (IOException e) {
        end(location, new Outcome.Failed(FileFailures.of(location, path, e)));
      }
    }

    private SecretBundle take(SecretLocation location, Look look, boolean cut) throws IOException {
      if (cut) {
        throw new SecretFormatException(
            location,
            "it was written while its file system was full, and may be cut off: make room and"
                + " write it again, or touch it if it is whole");
      }
      SecretBundle bundle = form.bundle(location, look, mounts);
      remember(location, look.marks());
      return bundle;
    }

    private void end(SecretLocation location, Outcome outcome) {
      moving.remove(location);
      outcomes.put(location, outcome);
    }

    private void waitForNext() {
      try {
        pause(BETWEEN_LOOKS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        giveUp(INTERRUPTED);
      }
    }

    private void giveUp(String reason) {
      for (Map.Entry<SecretLocation, @Nullable Look> left : moving.entrySet()) {
        Look look = left.getValue();
        boolean gone = look == null || look.marks().isEmpty();
        String its = gone && !reason.equals(INTERRUPTED) ? "what it leads to is not there" : reason;
        outcomes.put(
            left.getKey(), new Outcome.Failed(new SecretUnavailableException(left.getKey(), its)));
      }
      moving.clear();
    }
  }

  /** Where a link is moved, and what it led to removed, one who follows it may find nothing. */
  private static boolean isThereAgain(Path path) {
    for (int i = 0; i < 3; i++) {
      if (Files.exists(path)) {
        return true;
      }
    }
    return false;
  }
}
