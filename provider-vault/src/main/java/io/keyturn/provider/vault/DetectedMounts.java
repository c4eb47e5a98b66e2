package io.keyturn.provider.vault;

import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The mounts that Vault tells: it is asked once for each.
 *
 * <p>By {@code sys/internal/ui/mounts}, as Vault's own command line does: whoever may read one path
 * of a mount may read this. Not by {@code sys/mounts}, which is for administrators.
 */
final class DetectedMounts extends Mounts {
  private static final String REMEDY = "set kv-mounts to where KV engines are mounted";
  private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

  private final Reader reader;
  private final Duration patience;
  private final LongSupplier nanoTime;
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
  private final Map<String, Mount> known = new ConcurrentHashMap<>();

  /**
   * Knows no mount yet.
   *
   * @param patience how long a reader waits for the question of another
   */
  DetectedMounts(Reader reader, Duration patience, LongSupplier nanoTime) {
    this.reader = reader;
    this.patience = patience;
    this.nanoTime = nanoTime;
  }

  @Override
  Engine find(SecretLocation bundle) {
    Mount mount = mount(bundle);
    Engine engine = (mount == null ? first(bundle) : mount).engine;
    return engine.problem(bundle).isEmpty()
        ? engine
        : another(bundle, engine).orElseGet(() -> checked(bundle, engine));
  }

  /** Vault mounts none within another, so there is one at most. */
  private @Nullable Mount mount(SecretLocation bundle) {
    for (Mount mount : known.values()) {
      if (has(mount.path, bundle.path())) {
        return mount;
      }
    }
    return null;
  }

  /** One reader at a time of what may be one mount: what that is only the answer tells. */
  private Mount first(SecretLocation bundle) {
    String segment = Segments.first(bundle.path());
    ReentrantLock own = new ReentrantLock();
    ReentrantLock there = locks.putIfAbsent(segment, own);
    ReentrantLock lock = there == null ? own : there;
    lock(lock);
    try {
      Mount mount = mount(bundle);
      return mount == null ? learn(bundle) : mount;
    } finally {
      lock.unlock();
    }
  }

  private void lock(ReentrantLock lock) {
    try {
      if (!lock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new VaultFailure(Kind.UNAVAILABLE, "Vault is too slow to tell what is mounted there");
      }
    } catch (InterruptedException e) {
      throw VaultFailure.interrupted();
    }
  }

  private Mount learn(SecretLocation bundle) {
    Mount mount = ask(bundle);
    keep(mount);
    return mount;
  }

  /** In place of those that it cannot stand beside: Vault mounts none within another. */
  private void keep(Mount mount) {
    known.put(mount.path, mount);
    known.keySet().removeIf(path -> areNested(path, mount.path));
  }

  private static boolean areNested(String path, String other) {
    return !path.equals(other) && (has(path, other) || has(other, path));
  }

  private static Engine checked(SecretLocation bundle, Engine engine) {
    Optional<String> problem = engine.problem(bundle);
    if (problem.isPresent()) {
      throw new VaultFailure(Kind.FORMAT, problem.get());
    }
    return engine;
  }

  /** KV version 1 may have become 2; asked once a minute at most, and without success kept. */
  @Override
  Optional<Engine> another(SecretLocation bundle, Engine refused) {
    Mount old = mount(bundle);
    if (old == null) {
      return Optional.empty();
    }
    if (!old.engine.equals(refused)) {
      return Optional.of(checked(bundle, old.engine));
    }
    return isDue(old) ? again(bundle, old) : Optional.empty();
  }

  private boolean isDue(Mount old) {
    long now = nanoTime.getAsLong();
    return now - old.asked >= PAUSE_NANOS
        && known.replace(old.path, old, new Mount(old.path, old.engine, now));
  }

  private Optional<Engine> again(SecretLocation bundle, Mount old) {
    Mount mount;
    try {
      mount = ask(bundle);
    } catch (VaultFailure e) {
      return Optional.empty(); // the refusal is told
    }
    keep(mount);
    return mount.engine.equals(old.engine)
        ? Optional.empty()
        : Optional.of(checked(bundle, mount.engine));
  }

  private Mount ask(SecretLocation bundle) {
    String path = Segments.encoded(bundle.path());
    Answer answer = reader.get(Uses.NONE, "sys/internal/ui/mounts/" + path).answer();
    if (!answer.ok()) {
      throw answer.passing().orElseGet(() -> refusal(answer));
    }
    Map<String, String> mount = Envelope.of(answer).data();
    String at = Json.text(Json.member(mount, "path"));
    at = at.endsWith("/") ? at.substring(0, at.length() - 1) : at;
    if (!has(at, bundle.path())) {
      throw new VaultFailure(Kind.FORMAT, "Vault names another mount for it; " + REMEDY);
    }
    return new Mount(at, engine(at, mount), nanoTime.getAsLong());
  }

  private static Engine engine(String at, Map<String, String> mount) {
    if (!Json.text(Json.member(mount, "type")).equals("kv")) {
      return new PlainPath("");
    }
    Map<String, String> options = Json.members(mount.getOrDefault("options", "null"));
    String version = Json.text(options.getOrDefault("version", "1"));
    return new Kv(at, version.equals("2"), "");
  }

  /** Vault answers alike where there is no such mount. */
  private VaultFailure refusal(Answer answer) {
    return answer.denied()
        ? reader.denied(
            answer,
            "is not told what is mounted there: there is no such mount, or no policy with read on"
                + " any path in it; if neither is so, "
                + REMEDY)
        : new VaultFailure(
            Kind.FORMAT,
            "status " + answer.status() + ": Vault does not tell what is mounted there; " + REMEDY);
  }

  /** Where an engine is mounted, and when Vault was asked. */
  private record Mount(String path, Engine engine, long asked) {}
}
