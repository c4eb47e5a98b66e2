package io.keyturn;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.InMemoryProvider;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A store in memory, time that stands still and an engine that runs everything on the calling
 * thread: when {@code advance} returns, what was due has happened.
 */
final class World implements AutoCloseable {
  static final Duration TTL = Duration.ofMinutes(5);

  final ManualTime time = new ManualTime();
  final InMemoryProvider store;
  final Ledgers ledgers = new Ledgers();
  private final List<Secrets> opened = new ArrayList<>();

  World() {
    this(new InMemoryProvider());
  }

  World(InMemoryProvider store) {
    this.store = store;
  }

  /** A record of two secrets that live in one bundle. */
  record Pair(
      @SecretName("KEY") io.keyturn.secret.Secret key,
      @SecretName("SECRET") io.keyturn.secret.Secret secret) {
    String exposed() {
      return key.exposeString() + "/" + secret.exposeString();
    }
  }

  /** Names live in the bundle {@code app}, each in the field of its name. */
  Secrets.Builder builder() {
    return builder("app#{name}");
  }

  /** Names live where a template of the store says. */
  Secrets.Builder builder(String template) {
    return builder(template, store);
  }

  /** The same through another provider of this store. */
  Secrets.Builder builder(String template, SecretProvider provider) {
    return Secrets.builder()
        .store("memory", checked(provider))
        .active("memory")
        .template("memory", template)
        .time(time)
        .jitter(0);
  }

  /** A store to be given to one builder, which is told once of each version at the end. */
  SecretProvider checked(SecretProvider other) {
    return ledgers.of(other);
  }

  Secrets secrets() {
    return open(builder().executor(Runnable::run));
  }

  Secrets open(Secrets.Builder builder) {
    Secrets secrets = builder.build();
    opened.add(secrets);
    return secrets;
  }

  /** The engine itself, on threads of its own, with the names where {@link #builder()} has them. */
  Engine engine() {
    Options options = new Options();
    options.jitter = 0;
    Engine engine =
        new Engine(
            options,
            time,
            null,
            List.of(),
            Map.of("memory", checked(store)),
            name -> List.of(SecretLocation.parse("memory://app#" + name)));
    opened.add(new Secrets(engine));
    return engine;
  }

  /** Puts a fresh pair and gives it as {@code key/secret}. */
  String putPair() {
    String key = LeakGuard.canary().text();
    String secret = LeakGuard.canary().text();
    store.put("app", Map.of("KEY", key, "SECRET", secret));
    return key + "/" + secret;
  }

  /** Puts a fresh value for a name and gives it. */
  String put(String name) {
    String value = LeakGuard.canary().text();
    store.put("app", Map.of(name, value));
    return value;
  }

  void passTtl() {
    time.advance(TTL);
  }

  @Override
  public void close() {
    store.online();
    opened.forEach(Secrets::close);
    ledgers.check();
  }
}
