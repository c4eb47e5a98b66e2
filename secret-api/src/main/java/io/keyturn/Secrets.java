package io.keyturn;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretNotFoundException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;

/**
 * The secrets of an application, by name.
 *
 * <p>Configuration says where each lives; the application keeps one instance for its life, reads as
 * often as it likes and closes it at the end. Reading a name that has had a value is a map look-up
 * and a volatile read; looking for changes happens in the background. Thread-safe.
 * <!-- sample: examples/src/test/java/io/keyturn/house/ReadmeTest.java#get -->
 *
 * <pre>{@code
 * Secret key = secrets.get("MAILJET_API_KEY");
 * String plain = key.exposeString(); // the only doors to plaintext begin with expose
 * }</pre>
 */
public final class Secrets implements AutoCloseable {
  private final Engine engine;
  private final Map<String, Rotating<Secret>> handles;

  Secrets(Engine engine) {
    this.engine = engine;
    this.handles = engine.names.hot;
  }

  /**
   * Secrets as this machine configures them; the same as {@code builder().configured().build()}.
   *
   * @return the secrets; each required name has had its value
   * @throws IllegalArgumentException if the configuration is wrong, with a problem a line
   * @throws io.keyturn.secret.SecretException if a declared secret cannot be read, naming all such
   * @throws IllegalStateException while a native image is built, of which the secrets would become
   *     part
   */
  public static Secrets load() {
    return builder().configured().build();
  }

  /** {@return a builder that knows nothing and reads nothing of this machine} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return the current secret of a name}
   *
   * <p>It never waits once the name has had a value; before that, for at most {@code
   * keyturn.read-timeout}. A name that is not declared may be forgotten and is then waited for
   * again: see {@code keyturn.cache.idle} and {@code keyturn.cache.max-names}. An interrupt ends
   * the waiting with a {@link io.keyturn.secret.SecretUnavailableException}; the thread stays
   * interrupted.
   *
   * @param name 1 to 127 letters, digits, {@code _}, {@code .} and {@code -}, beginning with a
   *     letter or {@code _}
   * @throws io.keyturn.secret.SecretException if it has never had a value and cannot be read, or
   *     its value is too old: see {@code keyturn.cache.max-stale}
   * @throws IllegalArgumentException if it is no name, or no place is configured for it
   * @throws IllegalStateException if this is closed
   */
  public Secret get(String name) {
    Rotating<Secret> handle = handles.get(name);
    return handle != null ? handle.get() : engine.name(name, false).await();
  }

  /**
   * {@return the current secret of a name, as {@link #get} gives it; empty if and only if the store
   * says that there is no such secret}
   *
   * @param name as in {@link #get}
   * @throws io.keyturn.secret.SecretException if it has never had a value and cannot be read for
   *     another reason, or its value is too old
   * @throws IllegalArgumentException if it is no name, or no place is configured for it
   * @throws IllegalStateException if this is closed
   */
  public Optional<Secret> find(String name) {
    try {
      return Optional.of(get(name));
    } catch (SecretNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * The same as {@link #get} without a thread that waits.
   *
   * @param name the name
   * @return the secret, at once if the name has had a value; else it completes, or fails with what
   *     {@code get} would throw, on a thread of the executor or of the engine. Cancelling it ends
   *     the waiting only
   * @throws IllegalArgumentException if it is no name, or no place is configured for it
   * @throws IllegalStateException if this is closed
   */
  public CompletableFuture<Secret> getAsync(String name) {
    Objects.requireNonNull(name, "name");
    engine.checkOpen();
    return new Arrival(engine.name(name, false)).secret();
  }

  /**
   * {@return the handle of a name; the same one each time}
   *
   * <p>It does not wait. From now on the name is looked at in the background.
   *
   * @param name as in {@link #get}
   * @throws IllegalArgumentException if it is no name, or no place is configured for it
   * @throws IllegalStateException if this is closed and has no handle of the name
   */
  public Rotating<Secret> rotating(String name) {
    Name node = engine.name(Objects.requireNonNull(name, "name"), true);
    engine.look(node);
    return node.handle;
  }

  /**
   * {@return the handle of a record of secrets; the same one each time}
   *
   * <p>The record's components carry {@link SecretName} and are of type {@link Secret}, or {@code
   * Optional<Secret>} where the name may be missing. The names of one bundle are always of one
   * version. It waits for the first values, for at most {@code keyturn.read-timeout} each.
   *
   * @param <R> the type of the record
   * @param type the record
   * @throws IllegalArgumentException if the record is none such, its constructor cannot be called
   *     from here, or its names were found at different positions of their lists of places
   * @throws io.keyturn.secret.SecretException if a secret cannot be read, naming all such
   * @throws IllegalStateException if this is closed
   */
  public <R extends Record> Rotating<R> rotating(Class<R> type) {
    Objects.requireNonNull(type, "type");
    return engine.making.record(type, () -> new Binder<>(type, null).bind(engine)).handle;
  }

  /**
   * {@return the handle of a record in a named module that is not open to {@code io.keyturn}, as
   * {@link #rotating(Class)} gives it}
   *
   * @param <R> the type of the record
   * @param caller the rights to call the record's constructor: {@code MethodHandles.lookup()}
   * @param type the record
   * @throws IllegalArgumentException if the record is none such, the caller may not call its
   *     constructor, or its names were found at different positions of their lists of places
   * @throws io.keyturn.secret.SecretException if a secret cannot be read, naming all such
   * @throws IllegalStateException if this is closed
   */
  public <R extends Record> Rotating<R> rotating(MethodHandles.Lookup caller, Class<R> type) {
    Objects.requireNonNull(caller, "caller");
    Objects.requireNonNull(type, "type");
    return engine.making.record(type, () -> new Binder<>(type, caller).bind(engine)).handle;
  }

  /**
   * {@return the handle of an object made of two secrets, without reflection; a new one each time}
   *
   * <p>The object is made and retired like that of {@link Rotating#map(Rotating.Build)}.
   *
   * @param <T> the type of the object
   * @param a the name of the first secret
   * @param b the name of the second secret
   * @param make makes the object; called on other threads after the first time
   * @throws io.keyturn.secret.SecretException if a secret has never had a value and cannot be read,
   *     or its value is too old
   * @throws IllegalArgumentException if one is no name, or no place is configured for it
   * @throws IllegalStateException if it makes null, or this is closed
   */
  public <T> Rotating<T> rotating(
      String a, String b, BiFunction<? super Secret, ? super Secret, ? extends T> make) {
    Objects.requireNonNull(a, "a");
    Objects.requireNonNull(b, "b");
    Objects.requireNonNull(make, "make");
    List<Name> names = List.of(engine.name(a, true), engine.name(b, true));
    names.forEach(Name::await);
    Made.Maker<T> maker = in -> make.apply((Secret) in.get(0), (Secret) in.get(1));
    return engine.making.first(Made.<T>object(names, maker, Rotating.CLOSE)).handle;
  }

  /**
   * Reads the bundle of a name anew, in a read that begins after this call, and turns to what it
   * brings. A name with several places is looked for from the first one again.
   *
   * <p>{@code keyturn.read-timeout} does not bound it. It waits for a look that is under way and
   * for its own read, each for at most {@code keyturn.fetch-timeout}, then for verifiers and
   * builds. An interrupt ends the waiting with a {@link
   * io.keyturn.secret.SecretUnavailableException}; the thread stays interrupted.
   *
   * @param name as in {@link #get}
   * @return whether readers get another secret than before the call; also where it is the first
   *     one, or only another field of its bundle has changed
   * @throws io.keyturn.secret.SecretException if it cannot be read or was refused; readers keep the
   *     value they have
   * @throws IllegalArgumentException if it is no name, or no place is configured for it
   * @throws IllegalStateException if this is closed, or a verifier or a build calls it in a turn of
   *     the same bundle
   */
  public boolean refresh(String name) {
    return new Refresh(engine).name(Objects.requireNonNull(name, "name"));
  }

  /**
   * Reads all bundles in use anew, each once. Names with several places do not move. A secret that
   * was missing and still is is no failure.
   *
   * <p>It waits as {@link #refresh(String)} does.
   *
   * @throws io.keyturn.secret.SecretException if some cannot be read, naming all such; the others
   *     have turned
   * @throws IllegalStateException if this is closed, or a verifier or a build calls it in a turn
   */
  public void refresh() {
    engine.checkOpen();
    new Refresh(engine).all();
  }

  /**
   * Ends it: waiting readers, objects made by {@code map} the youngest first, and the stores. Waits
   * for that at most 10 s. Idempotent. Secrets already handed out stay usable.
   */
  @Override
  public void close() {
    engine.close();
  }

  /**
   * {@return how it is doing just now: what is read from where, what fails, which callbacks run}
   *
   * <p>It neither waits nor asks a store. After {@link #close} it is how it was left.
   */
  public SecretsStatus status() {
    return engine.status();
  }

  /** What readers get of a value that is too old. More may be added. */
  public enum WhenTooOld {
    /** The failure of the last look. */
    FAIL,
    /** The value all the same. */
    SERVE;

    static WhenTooOld of(String text) {
      return switch (text) {
        case "fail" -> FAIL;
        case "serve" -> SERVE;
        default -> throw new IllegalArgumentException("is neither fail nor serve");
      };
    }
  }

  /**
   * Tries a candidate before it replaces a working value.
   *
   * @param <T> the type of the value
   */
  @FunctionalInterface
  public interface Verifier<T> {
    /**
     * Tries a candidate: returning accepts, throwing anything refuses.
     *
     * @param candidate what would replace the working value
     * @throws Exception if it is refused; told by class only, since the message may quote it
     */
    void verify(T candidate) throws Exception;
  }

  /**
   * Makes {@link Secrets}. Not thread-safe.
   *
   * <p>What is said here is stronger than any other source of configuration. Setting what is set
   * already is an {@link IllegalStateException}; properties, required records and their verifiers
   * add up. An invalid name, location or time is reported by {@link #build}. Times are above zero
   * and at most ten years.
   */
  public static final class Builder {
    private final Setup setup = new Setup();

    private Builder() {}

    /**
     * Reads this machine's configuration as well: system properties, environment, the file named by
     * {@code keyturn.config}, and {@code keyturn.properties} on the class path.
     *
     * @return this
     */
    public Builder configured() {
      setup.configured = true;
      return this;
    }

    /**
     * Configuration by key, stronger than the machine's; keys without {@code keyturn.} are ignored.
     *
     * @param properties texts by key; later ones replace earlier ones
     * @return this
     */
    public Builder properties(Map<String, String> properties) {
      setup.properties(properties);
      return this;
    }

    /**
     * {@code keyturn.config}: a properties file with more configuration. None by default.
     *
     * @param file the file, in UTF-8
     * @return this
     */
    public Builder config(Path file) {
      return set(Setting.CONFIG, "file", file);
    }

    /**
     * A store by its provider, which is closed with the result, also where building it fails.
     *
     * @param id the store's id: lower case letters, digits and {@code -}, beginning with a letter
     * @param provider reads from the store
     * @return this
     */
    public Builder store(String id, SecretProvider provider) {
      setup.store(id, provider);
      return this;
    }

    /**
     * {@code keyturn.store}: the store that names without a pin are read from. {@code env} by
     * default where {@link #configured}, none otherwise.
     *
     * @param id the id of a store
     * @return this
     */
    public Builder active(String id) {
      return set(Setting.STORE, "id", id);
    }

    /**
     * {@code keyturn.secrets.<name>}: where a name lives, in place of the active store.
     *
     * @param name as in {@link Secrets#get}
     * @param locations whole locations, {@code store://path#field}; they are tried in this order
     * @return this
     */
    public Builder locate(String name, String... locations) {
      Objects.requireNonNull(name, "name");
      return set(Configuration.SECRETS + name, list("locations", locations));
    }

    /**
     * {@code keyturn.stores.<id>.locations.<name>}: where a name lives in one store.
     *
     * @param id the id of the store
     * @param name as in {@link Secrets#get}
     * @param location what follows {@code store://}
     * @return this
     */
    public Builder locateIn(String id, String name, String location) {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(location, "location");
      return set("keyturn.stores." + id + ".locations." + name, location);
    }

    /**
     * {@code keyturn.stores.<id>.location}: where names without a line of their own live in a
     * store.
     *
     * @param id the id of the store
     * @param location what follows {@code store://}, with {@code {name}} in the path or the field
     * @return this
     */
    public Builder template(String id, String location) {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(location, "location");
      return set("keyturn.stores." + id + ".location", location);
    }

    /**
     * {@code keyturn.required}: names that must be there at start.
     *
     * @param names as in {@link Secrets#get}; without any, nothing is set
     * @return this
     */
    public Builder require(String... names) {
      String list = list("names", names);
      return list.isEmpty() ? this : set(Setting.REQUIRED.key, list);
    }

    /**
     * The names of a record must be there at start, those of optional components excepted.
     *
     * @param <R> the type of the record
     * @param type as in {@link Secrets#rotating(Class)}
     * @return this
     */
    public <R extends Record> Builder require(Class<R> type) {
      setup.record(type);
      return this;
    }

    /**
     * {@code keyturn.optional}: names that may be missing.
     *
     * @param names as in {@link Secrets#get}; without any, nothing is set
     * @return this
     */
    public Builder optional(String... names) {
      String list = list("names", names);
      return list.isEmpty() ? this : set(Setting.OPTIONAL.key, list);
    }

    /**
     * Lets a verifier try each new record before it replaces the working one. The record's names
     * are required.
     *
     * @param <R> the type of the record
     * @param type as in {@link Secrets#rotating(Class)}
     * @param verifier tries a candidate, on a worker thread
     * @return this
     */
    public <R extends Record> Builder verify(Class<R> type, Verifier<? super R> verifier) {
      setup.verify(type, Objects.requireNonNull(verifier, "verifier"));
      return this;
    }

    /**
     * Lets a verifier try each secret of a name before it replaces the working one; it is required.
     *
     * @param name as in {@link Secrets#get}
     * @param verifier tries a candidate, on a worker thread
     * @return this
     * @throws IllegalArgumentException if it is no name
     */
    public Builder verify(String name, Verifier<? super Secret> verifier) {
      setup.verify(
          Names.check(Objects.requireNonNull(name, "name")),
          Objects.requireNonNull(verifier, "verifier"));
      return this;
    }

    /**
     * {@code keyturn.cache.ttl}: how long a bundle is fresh. 5 minutes by default.
     *
     * @param ttl the time from a read to the next look
     * @return this
     */
    public Builder ttl(Duration ttl) {
      return set(Setting.TTL, "ttl", ttl);
    }

    /**
     * {@code keyturn.cache.ttl-for.<name>}: the same for one name.
     *
     * @param name as in {@link Secrets#get}
     * @param ttl the time from a read to the next look
     * @return this
     */
    public Builder ttlFor(String name, Duration ttl) {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(ttl, "ttl");
      return set(Configuration.TTL_FOR + name, ttl.toString());
    }

    /**
     * {@code keyturn.cache.jitter}: by which part the time to the next look varies. 0.1 by default.
     *
     * @param part 0 to 0.5
     * @return this
     */
    public Builder jitter(double part) {
      return set(Setting.JITTER.key, Double.toString(part));
    }

    /**
     * {@code keyturn.cache.negative-ttl}: how long an undeclared name is known missing. 10 s by
     * default.
     *
     * @param ttl the time after a look that found nothing
     * @return this
     */
    public Builder negativeTtl(Duration ttl) {
      return set(Setting.NEGATIVE_TTL, "ttl", ttl);
    }

    /**
     * {@code keyturn.cache.retry}: the pause after a failed look, which doubles. 1 s by default.
     *
     * @param pause the first pause
     * @return this
     */
    public Builder retry(Duration pause) {
      return set(Setting.RETRY, "pause", pause);
    }

    /**
     * {@code keyturn.cache.retry-max}: the longest such pause. The ttl, at most 30 s, by default.
     *
     * @param pause the longest pause
     * @return this
     */
    public Builder retryMax(Duration pause) {
      return set(Setting.RETRY_MAX, "pause", pause);
    }

    /**
     * {@code keyturn.startup.timeout}: how long to try stores that are unavailable. 30 s by
     * default.
     *
     * @param timeout the time from the beginning of {@link #build}
     * @return this
     */
    public Builder startupTimeout(Duration timeout) {
      return set(Setting.STARTUP_TIMEOUT, "timeout", timeout);
    }

    /**
     * {@code keyturn.read-timeout}: how long a first read waits. 10 s by default.
     *
     * @param timeout the longest wait
     * @return this
     */
    public Builder readTimeout(Duration timeout) {
      return set(Setting.READ_TIMEOUT, "timeout", timeout);
    }

    /**
     * {@code keyturn.fetch-timeout}: when a provider's call is given up. 30 s by default.
     *
     * @param timeout the longest call
     * @return this
     */
    public Builder fetchTimeout(Duration timeout) {
      return set(Setting.FETCH_TIMEOUT, "timeout", timeout);
    }

    /**
     * {@code keyturn.rotation.verify-timeout}: how long a verifier may take. 10 s by default.
     *
     * @param timeout after which the candidate is refused
     * @return this
     */
    public Builder verifyTimeout(Duration timeout) {
      return set(Setting.VERIFY_TIMEOUT, "timeout", timeout);
    }

    /**
     * {@code keyturn.rotation.build-timeout}: how long a build may take. 30 s by default.
     *
     * @param timeout after which it has failed
     * @return this
     */
    public Builder buildTimeout(Duration timeout) {
      return set(Setting.BUILD_TIMEOUT, "timeout", timeout);
    }

    /**
     * {@code keyturn.rotation.drain}: how long a replaced object stays in use; 30 s by default, 10
     * minutes where it is made from a version with a lease.
     *
     * @param drain the time from the turn to its end
     * @return this
     */
    public Builder drain(Duration drain) {
      return set(Setting.DRAIN, "drain", drain);
    }

    /**
     * {@code keyturn.cache.max-names}: how many names are kept that are not declared. 10,000 by
     * default; beyond that those are forgotten that were not read for longest.
     *
     * @param names 1 or more
     * @return this
     */
    public Builder maxNames(int names) {
      return set(Setting.MAX_NAMES.key, Integer.toString(names));
    }

    /**
     * {@code keyturn.cache.idle}: how long a name that is not declared is kept without being read.
     * 10 min by default, and up to twice as long.
     *
     * @param idle the time since it was last read
     * @return this
     */
    public Builder idle(Duration idle) {
      return set(Setting.IDLE, "idle", idle);
    }

    /**
     * {@code keyturn.cache.max-stale}: how long a value is served that no look has confirmed. 24 h
     * by default. A value past the end of its lease is too old before that.
     *
     * @param age the time since the last look that succeeded
     * @return this
     */
    public Builder maxStale(Duration age) {
      return set(Setting.MAX_STALE, "age", age);
    }

    /**
     * {@code keyturn.cache.when-too-old}: what readers get then. {@link WhenTooOld#FAIL} by
     * default.
     *
     * @param what the failure or the value
     * @return this
     */
    public Builder whenTooOld(WhenTooOld what) {
      Objects.requireNonNull(what, "what");
      return set(Setting.WHEN_TOO_OLD.key, what.name().toLowerCase(Locale.ROOT));
    }

    /**
     * {@code keyturn.rotation.overlap}: how long the previous value stays in {@link
     * Rotating#accepted}. 1 h by default.
     *
     * @param overlap the time from the turn to its end
     * @return this
     */
    public Builder overlap(Duration overlap) {
      return set(Setting.OVERLAP, "overlap", overlap);
    }

    /**
     * Runs providers and user code; daemon threads of its own by default. Not closed by Keyturn.
     *
     * <p>It has two threads at least, so that a task that waits for another does not wait for ever.
     * A test may give {@code Runnable::run} along with manual time: then each task runs on the
     * thread that causes it, and no code of the user may wait for a secret that this very thread
     * has still to bring.
     *
     * @param executor what tasks are given to
     * @return this
     */
    public Builder executor(Executor executor) {
      setup.executor(Objects.requireNonNull(executor, "executor"));
      return this;
    }

    /**
     * The rights by which records are bound, for records in a module not open to {@code
     * io.keyturn}.
     *
     * @param caller the rights to call the records' constructors: {@code MethodHandles.lookup()}
     * @return this
     */
    public Builder lookup(MethodHandles.Lookup caller) {
      setup.lookup(Objects.requireNonNull(caller, "caller"));
      return this;
    }

    /**
     * Hears of all that happens from the start on; several may be given.
     *
     * @param listener what is told
     * @return this
     */
    public Builder listener(SecretsListener listener) {
      setup.listener(listener);
      return this;
    }

    /**
     * The time to live by; the machine's by default.
     *
     * @param time the testkit's manual time, for example
     * @return this
     */
    public Builder time(TimeSource time) {
      setup.time(Objects.requireNonNull(time, "time"));
      return this;
    }

    /**
     * Makes it, waiting until each declared name has an outcome. Once only: the stores given belong
     * to the result.
     *
     * @return the secrets; each required name has had its value
     * @throws IllegalArgumentException if the configuration is wrong, with a problem a line
     * @throws io.keyturn.secret.SecretException if a declared secret cannot be read, of the gravest
     *     kind, naming all such
     * @throws IllegalStateException if it was called already, or while a native image is built, of
     *     which the secrets would become part
     */
    public Secrets build() {
      return setup.build();
    }

    private static String list(String what, String... texts) {
      for (String text : Objects.requireNonNull(texts, what)) {
        Objects.requireNonNull(text, what);
      }
      return String.join(",", texts);
    }

    private Builder set(Setting setting, String what, Object value) {
      return set(setting.key, Objects.requireNonNull(value, what).toString());
    }

    private Builder set(String key, String text) {
      setup.set(key, text);
      return this;
    }
  }
}
