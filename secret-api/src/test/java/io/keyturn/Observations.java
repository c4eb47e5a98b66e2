package io.keyturn;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What the keys of behaviour lead to, seen through the public face. */
final class Observations {
  /** Far above a limit of 1 ms and far below one of 10 min. */
  private static final Duration A_WHILE = ofMillis(200);

  private Observations() {}

  // ---- in time that stands still

  static Object readsWithinAMinute(Scene scene) {
    try (Secrets secrets = scene.still()) {
      secrets.rotating("A").get();
      scene.advance(ofMinutes(1));
      return scene.reads();
    }
  }

  /** Of fifty bundles. */
  static Object isSomeReadEarly(Scene scene) {
    for (int i = 0; i < 50; i++) {
      scene.store.put("early/" + i, "x");
      scene.set("keyturn.secrets.N" + i, "memory://early/" + i);
    }
    try (Secrets secrets = scene.still()) {
      secrets.get("N0");
      scene.advance(ofMinutes(3).minusMillis(1));
      return IntStream.range(0, 50).anyMatch(i -> scene.store.fetches("early/" + i) > 1);
    }
  }

  static Object readsOfAMissingNameWithinAMinute(Scene scene) {
    scene.store.delete("app");
    try (Secrets secrets = scene.still()) {
      secrets.find("A");
      scene.advance(ofMinutes(1));
      secrets.find("A");
      return scene.reads();
    }
  }

  static Object readsInTwentySecondsOfOutage(Scene scene) {
    try (Secrets secrets = scene.still()) {
      secrets.rotating("A").get();
      scene.store.goOffline();
      scene.advance(ofMinutes(3).plusSeconds(20));
      return scene.reads() - 1;
    }
  }

  static Object retiredAfterAMinute(Scene scene) {
    List<String> retired = new ArrayList<>();
    try (Secrets secrets = scene.still()) {
      secrets.rotating("A").map(Secret::exposeString, retired::add);
      scene.rotate();
      secrets.refresh("A");
      scene.advance(ofMinutes(1));
      return List.copyOf(retired);
    }
  }

  static Object acceptedAfterAMinute(Scene scene) {
    try (Secrets secrets = scene.still()) {
      Rotating<Secret> key = secrets.rotating("A");
      key.get();
      scene.rotate();
      secrets.refresh("A");
      scene.advance(ofMinutes(1));
      return key.accepted().size();
    }
  }

  static Object namesKeptOfTwo(Scene scene) {
    try (Secrets secrets = scene.still()) {
      secrets.get("A");
      assertThatThrownBy(() -> secrets.get("B")).isInstanceOf(SecretException.class);
      return names(secrets);
    }
  }

  static Object namesKeptForThreeMinutes(Scene scene) {
    try (Secrets secrets = scene.still()) {
      secrets.get("A");
      scene.advance(ofMinutes(3));
      return names(secrets);
    }
  }

  private static int names(Secrets secrets) {
    return secrets.status().bundles().stream().mapToInt(bundle -> bundle.names().size()).sum();
  }

  static Object valueAfterTenMinutesOfOutage(Scene scene) {
    return valueAfterAnOutage(scene, ofMinutes(10));
  }

  static Object valueAfterAWeekOfOutage(Scene scene) {
    return valueAfterAnOutage(scene, Duration.ofDays(7));
  }

  private static Object valueAfterAnOutage(Scene scene, Duration outage) {
    try (Secrets secrets = scene.still()) {
      secrets.rotating("A").get();
      scene.store.goOffline();
      scene.advance(outage);
      return secrets.get("A").exposeString();
    } catch (SecretException e) {
      return e.kind();
    }
  }

  // ---- limits, on the machine's time

  /** A store that comes back at the third read. */
  static Object startWithAStoreThatComesBack(Scene scene) {
    scene.set("keyturn.required", "A").set("keyturn.cache.retry", "150ms");
    scene.store.fail(
        bundle -> {
          if (scene.reads() == 2) {
            scene.store.online();
          }
          return new SecretUnavailableException(bundle, "away");
        });
    return start(scene);
  }

  /** The reason why a read of a store that hangs for a while fails. */
  static Object whyAReadFails(Scene scene) {
    scene.store.hang(A_WHILE);
    try (Secrets secrets = scene.builder().build()) {
      return secrets.get("A").exposeString();
    } catch (SecretException e) {
      return e.reason();
    }
  }

  static Object valueAfterASlowVerifier(Scene scene) {
    try (Secrets secrets = scene.builder().verify("A", candidate -> pause()).build()) {
      scene.rotate();
      refreshQuietly(secrets);
      return secrets.get("A").exposeString();
    }
  }

  static Object objectAfterASlowBuild(Scene scene) {
    try (Secrets secrets = scene.builder().build()) {
      Rotating<String> made =
          secrets
              .rotating("A")
              .map(
                  secret -> {
                    if (secret.matches(Secret.of("new"))) {
                      pause();
                    }
                    return secret.exposeString();
                  });
      scene.rotate();
      secrets.refresh("A");
      return made.get();
    }
  }

  private static void refreshQuietly(Secrets secrets) {
    try {
      secrets.refresh("A");
    } catch (SecretException e) {
      // refused; what is read afterwards is what is observed
    }
  }

  private static void pause() throws InterruptedException {
    boolean unused = new CountDownLatch(1).await(A_WHILE.toMillis(), TimeUnit.MILLISECONDS);
  }

  // ---- places and declarations

  static Object valueOfA(Scene scene) {
    try (Secrets secrets = scene.builder().build()) {
      return secrets.get("A").exposeString();
    }
  }

  /** Whether it starts, where the declared name B is missing. */
  static Object startWithoutB(Scene scene) {
    return start(scene.set("keyturn.stores.memory.locations.B", "app#B"));
  }

  static Object start(Scene scene) {
    try {
      scene.builder().build().close();
      return "started";
    } catch (SecretException e) {
      return e.kind();
    }
  }

  /** The value, or why there is none, in a store whose factory comes from the class path. */
  static Object valueInAStore(TestMachine machine) {
    machine
        .property("keyturn.secrets.A", "store://app#address")
        .property("keyturn.stores.store.address", "https://vault");
    try {
      return machine.value("A");
    } catch (SecretException e) {
      return e.kind();
    } catch (IllegalArgumentException e) {
      return "refused";
    }
  }
}
