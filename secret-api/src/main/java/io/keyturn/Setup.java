package io.keyturn;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a builder was told, and the start made from it. */
final class Setup {
  private final Map<String, String> properties = new LinkedHashMap<>();
  boolean configured;
  private @Nullable Executor executor;
  private MethodHandles.@Nullable Lookup lookup;
  private @Nullable TimeSource time;

  /** Asked only where configured; the machine this runs on where it is null. */
  @Nullable Supplier<Sources.Machine> machine;

  private final Map<String, String> told = new LinkedHashMap<>();
  private final Map<String, SecretProvider> stores = new LinkedHashMap<>();
  private final List<SecretsListener> listeners = new ArrayList<>();
  private final List<Class<? extends Record>> records = new ArrayList<>();
  private final List<Verified<?>> verifiedRecords = new ArrayList<>();
  private final Map<String, Secrets.Verifier<? super Secret>> verifiedNames = new LinkedHashMap<>();
  private boolean built;

  private record Verified<R extends Record>(Class<R> type, Secrets.Verifier<? super R> verifier) {}

  void set(String key, String text) {
    if (told.putIfAbsent(key, text) != null) {
      throw new IllegalStateException(key + " was set already");
    }
  }

  void executor(Executor its) {
    executor = once("the executor", executor, its);
  }

  void lookup(MethodHandles.Lookup its) {
    lookup = once("the lookup", lookup, its);
  }

  void time(TimeSource its) {
    time = once("the time", time, its);
  }

  private static <T> T once(String what, @Nullable T before, T its) {
    if (before != null) {
      throw new IllegalStateException(what + " was set already");
    }
    return its;
  }

  void properties(Map<String, String> texts) {
    Objects.requireNonNull(texts, "properties");
    texts.forEach(
        (key, text) ->
            properties.put(
                Objects.requireNonNull(key, "a key of the properties"),
                Objects.requireNonNull(text, key)));
  }

  void store(String id, SecretProvider provider) {
    Objects.requireNonNull(id, "id");
    if (stores.putIfAbsent(id, Objects.requireNonNull(provider, "provider")) != null) {
      throw new IllegalStateException("the store '" + id + "' was set already");
    }
  }

  void listener(SecretsListener listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
  }

  void record(Class<? extends Record> type) {
    records.add(Objects.requireNonNull(type, "type"));
  }

  <R extends Record> void verify(Class<R> type, Secrets.Verifier<? super R> verifier) {
    record(type);
    verifiedRecords.add(new Verified<>(type, verifier));
  }

  void verify(String name, Secrets.Verifier<? super Secret> verifier) {
    if (verifiedNames.putIfAbsent(name, verifier) != null) {
      throw new IllegalStateException("a verifier of " + name + " was set already");
    }
  }

  Secrets build() {
    if (built) {
      throw new IllegalStateException("build was called already: the result owns the stores given");
    }
    built = true;
    Ahead.begin();
    Map<String, SecretProvider> providers = new LinkedHashMap<>(stores);
    Configuration configuration;
    Engine engine;
    try {
      checkNoImageIsBuilt();
      configuration = configuration(providers);
      engine = engine(configuration, providers);
    } catch (RuntimeException | Error e) {
      providers.forEach(Setup::close);
      throw e;
    }
    try {
      start(engine, configuration);
      return new Secrets(engine);
    } catch (RuntimeException | Error e) {
      engine.close();
      throw e;
    }
  }

  private Engine engine(Configuration configuration, Map<String, SecretProvider> providers) {
    TimeSource its = time != null ? time : TimeSource.system();
    Places others = configuration.otherPlaces();
    return new Engine(configuration.options, its, executor, listeners, providers, others);
  }

  private static void checkNoImageIsBuilt() {
    if ("buildtime".equals(System.getProperty("org.graalvm.nativeimage.imagecode"))) {
      throw new IllegalStateException(
          "secrets are not read while a native image is built: they would be part of it");
    }
  }

  private static void close(String store, SecretProvider provider) {
    try {
      provider.close();
    } catch (RuntimeException | Error e) { // the provider's; its message may quote anything
      Log.closeThrew(store, e);
    }
  }

  /** All that is configured; the providers that it makes are added to those given. */
  private Configuration configuration(Map<String, SecretProvider> providers) {
    Problems problems = new Problems();
    Optional<Sources.Machine> read = configured ? Optional.of(machine()) : Optional.empty();
    Sources sources = Sources.of(told, properties, read, problems);
    Factories factories =
        new Factories(read.isPresent() ? read.get().classLoader() : Sources.classLoader());
    Configuration configuration = new Configuration(sources, providers, factories, problems);
    declare(configuration, problems);
    configuration.makeProviders();
    if (!problems.isEmpty()) {
      throw problems.all(configuration::written);
    }
    return configuration;
  }

  private Sources.Machine machine() {
    return machine != null ? machine.get() : Sources.Machine.here();
  }

  private void declare(Configuration configuration, Problems problems) {
    for (Class<? extends Record> type : records) {
      problems.run(
          type.getSimpleName(),
          () -> configuration.declare(new Binder<>(type, lookup).components()));
    }
    for (String name : verifiedNames.keySet()) {
      configuration.declare(List.of(new Binder.Component(name, false)));
    }
  }

  private void start(Engine engine, Configuration configuration) {
    new Start(engine, configuration).resolve();
    for (Class<? extends Record> type : records) {
      bind(engine, type);
    }
    for (Verified<?> verified : verifiedRecords) {
      addVerifier(engine, verified);
    }
    for (Map.Entry<String, Secrets.Verifier<? super Secret>> one : verifiedNames.entrySet()) {
      addVerifier(engine, one.getKey(), one.getValue());
    }
    engine.started();
  }

  private <R extends Record> Made<R> bind(Engine engine, Class<R> type) {
    return engine.making.record(type, () -> new Binder<>(type, lookup).bindAtStart(engine));
  }

  private static void addVerifier(
      Engine engine, String name, Secrets.Verifier<? super Secret> verifier) {
    Name verified = engine.name(name, true);
    engine.locked(() -> verified.verifier(verifier));
  }

  private <R extends Record> void addVerifier(Engine engine, Verified<R> verified) {
    Made<R> bound = bind(engine, verified.type);
    engine.locked(() -> bound.verifier(verified.verifier));
  }
}
