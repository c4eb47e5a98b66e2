package io.keyturn.testkit;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory, for tests: bundles by path, that turn, vanish and fail on demand.
 *
 * <p>It serves under any store id. Each path counts its versions: {@code 1}, {@code 2}, …, also
 * over a deletion; {@code ?version=2} reads an earlier one. Slashes at the ends of a path mean
 * nothing. Thread-safe; every change is seen by the next read. It passes {@link
 * SecretProviderContract}.
 */
public final class InMemoryProvider implements SecretProvider {
  private final Shelves shelves = new Shelves();
  private final Gate gate = new Gate();
  private final Versions versions = new Versions();
  private final int batchSize;
  private final Map<String, AtomicInteger> fetches = new ConcurrentHashMap<>();
  private final AtomicInteger batches = new AtomicInteger();
  private final Watchers watchers = new Watchers();
  private final Map<String, Function<SecretLocation, SecretException>> failures =
      new ConcurrentHashMap<>();
  private volatile @Nullable Function<SecretLocation, SecretException> failure;

  /** An empty store without batches. */
  public InMemoryProvider() {
    this(1);
  }

  private InMemoryProvider(int batchSize) {
    this.batchSize = batchSize;
  }

  /**
   * {@return an empty store that reads several bundles in one batch}
   *
   * @param batchSize how many at most; 1 or more
   * @throws IllegalArgumentException if it is less than 1
   */
  public static InMemoryProvider batching(int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize must be positive: " + batchSize);
    }
    return new InMemoryProvider(batchSize);
  }

  /**
   * Makes the bundle have these fields, as a new version.
   *
   * @param path with or without slashes at its ends
   * @param fields texts by the names of their fields
   * @return this
   */
  public InMemoryProvider put(String path, Map<String, String> fields) {
    Map<String, String> copy = Map.copyOf(fields);
    shelves.put(path, builder -> copy.forEach(builder::field));
    return this;
  }

  /**
   * Makes the bundle one whole text, which may be JSON, as a new version.
   *
   * @param path with or without slashes at its ends
   * @param text the content
   * @return this
   */
  public InMemoryProvider put(String path, String text) {
    Objects.requireNonNull(text, "text");
    shelves.put(path, builder -> builder.text(text));
    return this;
  }

  /**
   * Makes the bundle this one, with the version it has or none, and its hints.
   *
   * @param path with or without slashes at its ends
   * @param bundle is given as it is
   * @return this
   */
  public InMemoryProvider put(String path, SecretBundle bundle) {
    shelves.put(path, Objects.requireNonNull(bundle, "bundle"));
    return this;
  }

  /**
   * Turns the bundle: it has these fields from now on, in a new version.
   *
   * @param path with or without slashes at its ends
   * @param fields texts by the names of their fields
   * @throws IllegalStateException if there is none
   */
  public void rotate(String path, Map<String, String> fields) {
    shelves.require(path);
    put(path, fields);
  }

  /**
   * Turns the bundle: it is this text from now on, in a new version.
   *
   * @param path with or without slashes at its ends
   * @param text the content
   * @throws IllegalStateException if there is none
   */
  public void rotate(String path, String text) {
    shelves.require(path);
    put(path, text);
  }

  /**
   * Removes the bundle and its versions; a later one goes on counting.
   *
   * @param path with or without slashes at its ends
   */
  public void delete(String path) {
    shelves.delete(path);
  }

  /**
   * Makes every read fail, until {@link #online}.
   *
   * @param how makes the failure of a bundle
   */
  public void fail(Function<SecretLocation, SecretException> how) {
    failure = Objects.requireNonNull(how, "how");
  }

  /**
   * Makes every read of this path fail, until {@link #online}.
   *
   * @param path with or without slashes at its ends
   * @param how makes the failure of the bundle
   */
  public void fail(String path, Function<SecretLocation, SecretException> how) {
    failures.put(Shelves.normal(path), Objects.requireNonNull(how, "how"));
  }

  /** Makes every read unavailable, until {@link #online}. */
  public void goOffline() {
    fail(bundle -> new SecretUnavailableException(bundle, "the store is offline"));
  }

  /**
   * Makes every read of this path denied, until {@link #online}.
   *
   * @param path with or without slashes at its ends
   */
  public void denyAccess(String path) {
    fail(path, bundle -> new SecretAccessDeniedException(bundle, "the store refuses it"));
  }

  /** Makes every read wait until {@link #online}, {@link #close} or its interrupt; at most 30 s. */
  public void hang() {
    hang(Duration.ofSeconds(30));
  }

  /**
   * Makes every read wait until {@link #online}, {@link #close}, its interrupt, or this long.
   *
   * @param atMost how long a read waits at most; it may be as long as a duration can
   */
  public void hang(Duration atMost) {
    gate.shut(Objects.requireNonNull(atMost, "atMost"));
  }

  /**
   * Waits until this many reads hang.
   *
   * @param reads how many, or more
   * @throws IllegalStateException if they do not within 10 s
   */
  public void awaitHanging(int reads) {
    gate.awaitWaiting(reads);
  }

  /** Ends {@link #fail}, {@link #goOffline}, {@link #denyAccess} and {@link #hang}. */
  public void online() {
    failure = null;
    failures.clear();
    gate.open();
  }

  /** From now on it watches what it is asked to: {@link #push} is heard. */
  public void watches() {
    watchers.begin();
  }

  /**
   * Says to those who watch it that a bundle may have changed; no change says so by itself.
   *
   * @param path with or without slashes at its ends
   */
  public void push(String path) {
    watchers.tell(Shelves.normal(path));
  }

  /** {@return the bundles that are watched now} */
  public Set<SecretLocation> watched() {
    return watchers.bundles();
  }

  /**
   * {@return how often this bundle was asked for, singly and in batches, whatever came of it}
   *
   * @param path with or without slashes at its ends
   */
  public int fetches(String path) {
    AtomicInteger count = fetches.get(Shelves.normal(path));
    return count == null ? 0 : count.get();
  }

  /** {@return how many batches were asked for} */
  public int batches() {
    return batches.get();
  }

  /** {@return what was retired so far, each as {@code version of location}} */
  public List<String> retired() {
    return versions.retired();
  }

  /**
   * Checks that every version that was given is retired once, but for one of each bundle, which may
   * be in use still. To be called when the {@code Secrets} that read from this are closed; for
   * several of them at once it is of no use.
   *
   * @throws IllegalStateException if it is not so; it names each version
   */
  public void checkRetired() {
    List<String> problems = versions.problems();
    if (!problems.isEmpty()) {
      throw new IllegalStateException(String.join("; ", problems));
    }
  }

  @Override
  public Watch watch(Set<SecretLocation> bundles, Consumer<? super SecretLocation> changed) {
    return watchers.add(bundles, changed);
  }

  @Override
  public void retire(SecretLocation bundle, String version) {
    versions.retired(bundle, version);
  }

  @Override
  public SecretBundle fetch(SecretLocation bundle) {
    fetches.computeIfAbsent(bundle.path(), path -> new AtomicInteger()).incrementAndGet();
    gate.pass(bundle);
    failIfTold(bundle);
    SecretBundle found =
        shelves
            .find(bundle.path(), bundle.param("version"))
            .orElseThrow(() -> new SecretNotFoundException(bundle, "there is none in memory"));
    if (found.size() > SecretBundle.MAX_BYTES) {
      throw new SecretFormatException(bundle, "it is larger than 1 MiB");
    }
    found.version().ifPresent(version -> versions.given(bundle, version));
    return found;
  }

  private void failIfTold(SecretLocation bundle) {
    Function<SecretLocation, SecretException> how = failures.get(bundle.path());
    if (how == null) {
      how = failure;
    }
    if (how != null) {
      throw how.apply(bundle);
    }
  }

  @Override
  public Outcome fetchIfChanged(SecretLocation bundle, String known) {
    SecretBundle found = fetch(bundle);
    return found.version().equals(Optional.of(known)) // which is in use
        ? new Outcome.Unchanged(found.validFor(), found.lookAgainIn())
        : new Outcome.Fetched(found);
  }

  @Override
  public int batchSize() {
    return batchSize;
  }

  @Override
  public Map<SecretLocation, Outcome> fetchAll(Map<SecretLocation, Optional<String>> known) {
    batches.incrementAndGet();
    if (known.size() > batchSize) {
      throw new IllegalArgumentException(
          "a batch of " + known.size() + ", more than batchSize " + batchSize);
    }
    return SecretProvider.super.fetchAll(known);
  }

  @Override
  public SecretLocation normalize(SecretLocation bundle) {
    bundle.params().keySet().stream()
        .filter(name -> !name.equals("version"))
        .findFirst()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  "unknown parameter '" + name + "'; this store has 'version'");
            });
    return bundle.withPath(Shelves.normal(bundle.path()));
  }

  /** Ends reads that hang, with an {@link IllegalStateException} like every later one. */
  @Override
  public void close() {
    gate.close();
  }

  /** Nothing of what is kept. */
  @Override
  public String toString() {
    return "InMemoryProvider[]";
  }
}
