package io.keyturn;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretNotFoundException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;

/**
 * The secrets of an application, by name.
 *
 * <p>Configuration says where each lives; the application keeps one instance for its life, reads as
 * often as it likes and closes it at the end. Reading a name that has had a value is a map look-up
 * and a volatile read; looking for changes happens in the background. Thread-safe.
 *
 * <pre>{@code
 * try (Secrets secrets = Secrets.load()) {
 *   Secret key = secrets.get("MAILJET_API_KEY");
 * }
 * }</pre>
 */
public final class Secrets implements AutoCloseable {
  private final Engine engine;
  private final Map<String, Rotating<Secret>> handles;

  Secrets(Engine engine) {
    this.engine = engine;
    this.handles = engine.handles;
  }

  /**
   * Secrets as this machine configures them; the same as {@code builder().configured().build()}.
   *
   * @throws IllegalArgumentException if the configuration is wrong, with a problem a line
   * @throws io.keyturn.secret.SecretException if a declared secret cannot be read, naming all such
   */
  public static Secrets load() {
    return builder().configured().build();
  }

  /** A builder that knows nothing and reads nothing of this machine. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The current secret of a name.
   *
   * <p>It never waits once the name has had a value; before that, for at most {@code
   * keyturn.read-timeout}.
   *
   * @throws io.keyturn.secret.SecretException if it has never had a value and cannot be read
   * @throws IllegalArgumentException if it is no name, or no place is configured for it
   * @throws IllegalStateException if this is closed
   */
  public Secret get(String name) {
    Rotating<Secret> handle = handles.get(name);
    return handle != null ? handle.get() : engine.name(name, false).await();
  }

  /** The same; empty if and only if the store says that there is no such secret. */
  public Optional<Secret> find(String name) {
    try {
      return Optional.of(get(name));
    } catch (SecretNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * The handle of a name; the same one each time. From now on the name is looked at in the
   * background.
   */
  public Rotating<Secret> rotating(String name) {
    Name node = engine.name(name, true);
    engine.look(node);
    return node.handle;
  }

  /**
   * The handle of a record of secrets: its components carry {@link SecretName} and are of type
   * {@link Secret}, or {@code Optional<Secret>} where the name may be missing. The names of one
   * bundle are always of one version.
   *
   * @throws IllegalArgumentException if the record is none such, or its constructor cannot be
   *     called from here
   * @throws io.keyturn.secret.SecretException if a secret cannot be read, naming all such
   */
  public <R extends Record> Rotating<R> rotating(Class<R> type) {
    return engine.record(type, () -> new Binder<>(type, null).bind(engine)).handle;
  }

  /** The same for a record in a named module that is not open to {@code io.keyturn}. */
  public <R extends Record> Rotating<R> rotating(MethodHandles.Lookup caller, Class<R> type) {
    Objects.requireNonNull(caller, "caller");
    return engine.record(type, () -> new Binder<>(type, caller).bind(engine)).handle;
  }

  /**
   * The handle of an object made of two secrets, without reflection; it is made and retired like
   * that of {@link Rotating#map(Rotating.Build)}.
   */
  public <T> Rotating<T> rotating(
      String a, String b, BiFunction<? super Secret, ? super Secret, ? extends T> make) {
    List<Name> names = List.of(engine.name(a, true), engine.name(b, true));
    names.forEach(Name::await);
    Made.Maker<T> maker = in -> make.apply((Secret) in.get(0), (Secret) in.get(1));
    return engine.make(Made.<T>object(names, maker, Rotating::closeIfCloseable)).handle;
  }

  /**
   * Reads the bundle of a name anew, in a read that begins after this call, and turns to what it
   * brings. A name with several places is looked for from the first one again.
   *
   * @return whether its version changed
   * @throws io.keyturn.secret.SecretException if it cannot be read or was refused; readers keep the
   *     value they have
   */
  public boolean refresh(String name) {
    return engine.refresh(engine.name(name, false));
  }

  /**
   * Reads all bundles in use anew.
   *
   * @throws io.keyturn.secret.SecretException if some cannot be read, naming all such; the others
   *     have turned
   */
  public void refresh() {
    engine.refreshAll();
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
   * Tries a candidate before it replaces a working value.
   *
   * @param <T> the type of the value
   */
  @FunctionalInterface
  public interface Verifier<T> {
    /** Returning accepts, throwing anything refuses; what it throws is told by class only. */
    void verify(T candidate) throws Exception;
  }

  /**
   * Makes {@link Secrets}. Not thread-safe.
   *
   * <p>What is said here is stronger than any other source of configuration. Saying a thing twice
   * is an {@link IllegalStateException}.
   */
  public static final class Builder {
    private final Setup setup = new Setup();

    private Builder() {}

    /**
     * Reads this machine's configuration as well: system properties, environment, the file named by
     * {@code keyturn.config}, and {@code keyturn.properties} on the class path.
     */
    public Builder configured() {
      setup.configured = true;
      return this;
    }

    /**
     * Configuration by key, stronger than the machine's; keys without {@code keyturn.} are ignored.
     */
    public Builder properties(Map<String, String> properties) {
      setup.properties.putAll(properties);
      return this;
    }

    /** {@code keyturn.config}: a properties file with more configuration. */
    public Builder config(Path file) {
      return set(Setting.CONFIG.key, file.toString());
    }

    /** A store by its provider, which is closed with the result, also where building it fails. */
    public Builder store(String id, SecretProvider provider) {
      setup.store(id, provider);
      return this;
    }

    /** {@code keyturn.store}: the store that names without a pin are read from. */
    public Builder active(String id) {
      return set(Setting.STORE.key, id);
    }

    /** {@code keyturn.secrets.<name>}: where a name lives, whatever store is active. */
    public Builder locate(String name, String... locations) {
      return set(Configuration.SECRETS + name, String.join(",", locations));
    }

    /** {@code keyturn.stores.<id>.locations.<name>}: where a name lives in one store. */
    public Builder locateIn(String id, String name, String location) {
      return set("keyturn.stores." + id + ".locations." + name, location);
    }

    /**
     * {@code keyturn.stores.<id>.location}: where names without a line of their own live in a
     * store.
     */
    public Builder template(String id, String location) {
      return set("keyturn.stores." + id + ".location", location);
    }

    /** {@code keyturn.required}: names that must be there at start. */
    public Builder require(String... names) {
      return set(Setting.REQUIRED.key, String.join(",", names));
    }

    /** The names of a record must be there at start, those of optional components excepted. */
    public <R extends Record> Builder require(Class<R> type) {
      setup.record(type);
      return this;
    }

    /** {@code keyturn.optional}: names that may be missing. */
    public Builder optional(String... names) {
      return set(Setting.OPTIONAL.key, String.join(",", names));
    }

    /**
     * Lets a verifier try each pair, or more, of a record before it replaces the working one. The
     * record's names are required.
     */
    public <R extends Record> Builder verify(Class<R> type, Verifier<? super R> verifier) {
      setup.verify(type, Objects.requireNonNull(verifier, "verifier"));
      return this;
    }

    /**
     * Lets a verifier try each secret of a name before it replaces the working one; it is required.
     */
    public Builder verify(String name, Verifier<? super Secret> verifier) {
      setup.verify(Names.check(name), Objects.requireNonNull(verifier, "verifier"));
      return this;
    }

    /** {@code keyturn.cache.ttl}: how long a bundle is fresh. 5 minutes by default. */
    public Builder ttl(Duration ttl) {
      return set(Setting.TTL.key, ttl.toString());
    }

    /** {@code keyturn.cache.ttl-for.<name>}: the same for one name. */
    public Builder ttlFor(String name, Duration ttl) {
      return set(Configuration.TTL_FOR + name, ttl.toString());
    }

    /**
     * {@code keyturn.cache.jitter}: by which part the time to the next look varies. 0.1 by default.
     */
    public Builder jitter(double part) {
      return set(Setting.JITTER.key, Double.toString(part));
    }

    /** {@code keyturn.cache.negative-ttl}: how long an undeclared name is known missing. 10 s. */
    public Builder negativeTtl(Duration ttl) {
      return set(Setting.NEGATIVE_TTL.key, ttl.toString());
    }

    /**
     * {@code keyturn.cache.retry}: the pause after a failed look, which doubles. 1 s by default.
     */
    public Builder retry(Duration pause) {
      return set(Setting.RETRY.key, pause.toString());
    }

    /**
     * {@code keyturn.cache.retry-max}: the longest such pause. The ttl, at most 30 s, by default.
     */
    public Builder retryMax(Duration pause) {
      return set(Setting.RETRY_MAX.key, pause.toString());
    }

    /**
     * {@code keyturn.startup.timeout}: how long to try stores that are unavailable. 30 s by
     * default.
     */
    public Builder startupTimeout(Duration timeout) {
      return set(Setting.STARTUP_TIMEOUT.key, timeout.toString());
    }

    /** {@code keyturn.read-timeout}: how long a first read waits. 10 s by default. */
    public Builder readTimeout(Duration timeout) {
      return set(Setting.READ_TIMEOUT.key, timeout.toString());
    }

    /** {@code keyturn.fetch-timeout}: when a provider's call is given up. 30 s by default. */
    public Builder fetchTimeout(Duration timeout) {
      return set(Setting.FETCH_TIMEOUT.key, timeout.toString());
    }

    /** {@code keyturn.rotation.verify-timeout}: how long a verifier may take. 10 s by default. */
    public Builder verifyTimeout(Duration timeout) {
      return set(Setting.VERIFY_TIMEOUT.key, timeout.toString());
    }

    /** {@code keyturn.rotation.build-timeout}: how long a build may take. 30 s by default. */
    public Builder buildTimeout(Duration timeout) {
      return set(Setting.BUILD_TIMEOUT.key, timeout.toString());
    }

    /** {@code keyturn.rotation.drain}: how long a replaced object stays in use. 30 s by default. */
    public Builder drain(Duration drain) {
      return set(Setting.DRAIN.key, drain.toString());
    }

    /**
     * Runs providers and user code; daemon threads of its own by default. Not closed by Keyturn.
     *
     * <p>It must not run a task in place of another that blocks: of two threads at least.
     */
    public Builder executor(Executor executor) {
      setup.executor = Objects.requireNonNull(executor, "executor");
      return this;
    }

    /**
     * The rights by which records are bound, for records in a module not open to {@code
     * io.keyturn}.
     */
    public Builder lookup(MethodHandles.Lookup caller) {
      setup.lookup = Objects.requireNonNull(caller, "caller");
      return this;
    }

    /** The time to live by; the machine's by default. */
    public Builder time(TimeSource time) {
      setup.time = Objects.requireNonNull(time, "time");
      return this;
    }

    /**
     * Makes it, waiting until each declared name has an outcome.
     *
     * @throws IllegalArgumentException if the configuration is wrong, with a problem a line
     * @throws io.keyturn.secret.SecretException if a declared secret cannot be read, of the gravest
     *     kind, naming all such
     */
    public Secrets build() {
      return setup.build();
    }

    private Builder set(String key, String text) {
      setup.set(key, text);
      return this;
    }
  }
}
