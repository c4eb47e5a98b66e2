package io.keyturn.provider.env;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import io.keyturn.provider.SecretProvider.Watch;
import io.keyturn.secret.SecretLocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hears from the file system when bundles may have changed: whatever is put into, taken from or
 * changed in a directory on the way to one, see {@link Trail}.
 *
 * <p>One thread hears for all, as long as something is watched. What it does not hear of (a file on
 * another machine, a mount that is put over another) is left to polling. Thread-safe.
 */
final class FileWatcher {
  private static final Path EVERYTHING = Path.of("");

  /** A change is mostly several, and is told when it is over. */
  private static final Duration QUIET = Duration.ofMillis(50);

  private static final Duration MOST = Duration.ofMillis(250);

  /** What links lead to may change while it is found out. */
  private static final int MOST_TRIES = 5;

  private final Settling settling;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Watched> all = new LinkedHashSet<>();
  private final Map<Path, WatchKey> keys = new HashMap<>();

  /** Those of directories that were replaced. */
  private final Set<WatchKey> old = new HashSet<>();

  private @Nullable WatchService service;
  private boolean closed;

  FileWatcher(Settling settling) {
    this.settling = settling;
  }

  /** One bundle that somebody watches. */
  private static final class Watched {
    final SecretLocation bundle;
    final Path path;
    final Consumer<? super SecretLocation> changed;
    List<Trail.Step> way = List.of();

    Watched(SecretLocation bundle, Path path, Consumer<? super SecretLocation> changed) {
      this.bundle = bundle;
      this.path = path;
      this.changed = changed;
    }

    /** A hint that fails is one that is not given: polls go on. */
    void tell() {
      try {
        changed.accept(bundle);
      } catch (RuntimeException e) {
        // It must not end the hearing for others.
      }
    }
  }

  /**
   * Begins a watch.
   *
   * @throws UncheckedIOException if the system does not let this process watch more
   */
  Watch watch(Map<SecretLocation, Path> bundles, Consumer<? super SecretLocation> changed) {
    List<Watched> begun = new ArrayList<>(bundles.size());
    bundles.forEach((bundle, path) -> begun.add(new Watched(bundle, path, changed)));
    boolean complete = false;
    lock.lock();
    try {
      if (!closed && !begun.isEmpty()) {
        all.addAll(begun);
        follow(service(begun.get(0)), begun);
        begun.forEach(this::tellWhatWasMissed);
      }
      complete = true;
    } catch (IOException e) { // not chained: it quotes a path
      throw new UncheckedIOException(new IOException("no more files can be watched"));
    } finally {
      if (!complete) {
        end(begun);
      }
      lock.unlock();
    }
    return () -> end(begun);
  }

  /** It may have changed between its first look and now. */
  private void tellWhatWasMissed(Watched watched) {
    if (settling.mayHaveChanged(watched.bundle, watched.path)) {
      watched.tell();
    }
  }

  private void end(List<Watched> ended) {
    lock.lock();
    try {
      ended.forEach(all::remove);
      release();
    } finally {
      lock.unlock();
    }
  }

  /** Ends all; idempotent. */
  void close() {
    lock.lock();
    try {
      closed = true;
      all.clear();
      release();
    } finally {
      lock.unlock();
    }
  }

  // ---- what is listened to, under the lock

  private WatchService service(Watched first) throws IOException {
    if (service == null) {
      WatchService opened = first.path.getFileSystem().newWatchService();
      Thread thread = new Thread(() -> hear(opened), "keyturn-file-watch");
      thread.setDaemon(true);
      thread.start();
      service = opened;
    }
    return service;
  }

  /**
   * Listens to each directory on the way to each of them.
   *
   * @throws IOException if the system lets this process listen to no more; those that come first
   *     are listened to
   */
  private void follow(WatchService service, List<Watched> some) throws IOException {
    Set<Path> listened = new HashSet<>();
    for (Watched watched : some) {
      List<Trail.Step> before = List.of();
      for (int tries = 0; tries < MOST_TRIES; tries++) {
        watched.way = Trail.to(watched.path).steps();
        if (watched.way.equals(before)) {
          break;
        }
        before = watched.way;
        for (Trail.Step step : watched.way) {
          if (listened.add(step.directory())) {
            listen(service, step.directory());
          }
        }
      }
    }
  }

  /** Always anew: there may be another directory of that name. */
  private void listen(WatchService service, Path directory) throws IOException {
    WatchKey before;
    try {
      before =
          keys.put(
              directory, directory.register(service, ENTRY_CREATE, ENTRY_DELETE, ENTRY_MODIFY));
    } catch (AccessDeniedException | NoSuchFileException | NotDirectoryException e) {
      before = keys.remove(directory); // it can be passed and not be read, or has just gone
    }
    if (before != null) {
      old.add(before);
    }
  }

  /** Listens no more to what nobody needs. */
  private void release() {
    Set<Path> needed = new HashSet<>();
    for (Watched watched : all) {
      for (Trail.Step step : watched.way) {
        needed.add(step.directory());
      }
    }
    old.addAll(keys.values());
    keys.keySet().retainAll(needed);
    old.removeAll(Set.copyOf(keys.values())); // two paths of one directory have one key
    old.forEach(WatchKey::cancel);
    old.clear();
    if (all.isEmpty() && service != null) {
      WatchService ended = service;
      service = null;
      close(ended);
    }
  }

  private static void close(WatchService ended) {
    try {
      ended.close();
    } catch (IOException e) { // not chained: nothing is to be done about it
      throw new UncheckedIOException(new IOException("what watches files could not be closed"));
    }
  }

  // ---- what is heard, on the thread

  private void hear(WatchService service) {
    try {
      while (true) {
        Map<WatchKey, Set<Path>> heard = new HashMap<>();
        take(service.take(), heard);
        long begin = System.nanoTime();
        WatchKey next = service.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS);
        while (next != null) {
          take(next, heard);
          boolean soon = System.nanoTime() - begin < MOST.toNanos();
          next = soon ? service.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS) : null;
        }
        tell(service, heard);
      }
    } catch (ClosedWatchServiceException | InterruptedException e) {
      // Nothing is watched any more.
    }
  }

  private static void take(WatchKey key, Map<WatchKey, Set<Path>> heard) {
    Set<Path> names = heard.computeIfAbsent(key, first -> new HashSet<>());
    for (WatchEvent<?> event : key.pollEvents()) {
      names.add(event.context() instanceof Path name ? name : EVERYTHING);
    }
    if (!key.reset()) {
      names.add(EVERYTHING); // the directory has gone
    }
  }

  private void tell(WatchService service, Map<WatchKey, Set<Path>> heard) {
    lock.lock();
    try {
      List<Watched> touched = new ArrayList<>();
      for (Watched watched : all) {
        if (isTouched(watched, heard)) {
          touched.add(watched);
        }
      }
      if (!touched.isEmpty()) {
        followAgain(service, touched);
        touched.forEach(Watched::tell);
      }
    } finally {
      lock.unlock();
    }
  }

  private void followAgain(WatchService service, List<Watched> touched) {
    try {
      follow(service, touched);
    } catch (IOException e) {
      // The system lets this process listen to no more: polls go on.
    }
    release();
  }

  private boolean isTouched(Watched watched, Map<WatchKey, Set<Path>> heard) {
    for (Trail.Step step : watched.way) {
      Set<Path> entries = heard.get(keys.get(step.directory()));
      if (entries != null && (entries.contains(EVERYTHING) || step.isTouchedBy(entries))) {
        return true;
      }
    }
    return false;
  }
}
