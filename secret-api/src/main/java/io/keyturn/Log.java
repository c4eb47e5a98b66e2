package io.keyturn;

import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Every line the engine logs, at logger {@code io.keyturn}; people alert on them, so they are
 * pinned by {@code docs/logging.md}. User code and providers are named by the class they threw,
 * never by its message.
 */
final class Log {
  private static final Logger LOG = LoggerFactory.getLogger("io.keyturn");

  private Log() {}

  static void started(int names, int bundles, Set<String> stores) {
    LOG.info("Keyturn started: names {}, bundles {}, stores {}", names, bundles, stores);
  }

  static void closed() {
    LOG.info("Keyturn closed");
  }

  static void turned(Rotation turn) {
    LOG.info(
        "Turned {} from version {} to {} ({}): {}",
        turn.bundle(),
        turn.oldVersion(),
        turn.newVersion(),
        turn.why().name().toLowerCase(Locale.ROOT),
        turn.names());
  }

  static void refused(SecretLocation bundle, String version, String current, String why) {
    LOG.warn(
        "Refused version {} of {}, keeping {}: {}. {}",
        version,
        bundle,
        current,
        why,
        Turn.Refused.ADVICE);
  }

  static void severalBundles(Made<?> made, Set<SecretLocation> bundles) {
    LOG.info("{} is made from several bundles and may turn in steps: {}", made, bundles);
  }

  static void outageBegins(String store, boolean serves, SecretException failure) {
    LOG.warn(
        "Store '{}' is unavailable{}: {}",
        store,
        serves ? ", its last values are served" : " and has given nothing yet",
        failure.reason());
  }

  static void outageEnds(String store, Duration after) {
    LOG.info("Store '{}' is back after {} s", store, after.toSeconds());
  }

  static void lookFailed(SecretException failure) {
    LOG.warn("A look failed, the last value is served: {}", failure.getMessage());
  }

  static void tooOld(SecretLocation bundle, Duration age, boolean byLease, SecretException e) {
    LOG.warn(
        "{} is not served any more: {}, and the last look failed, {}",
        bundle,
        byLease ? "its lease has ended" : "no look has confirmed it for " + age.toSeconds() + " s",
        e.reason());
  }

  static void unproved(SecretLocation bundle, String version, String why) {
    LOG.warn(
        "Takes version {} of {} although {}: the current one was rejected", version, bundle, why);
  }

  static void lookSucceeds(SecretLocation bundle) {
    LOG.info("Looks at {} succeed again", bundle);
  }

  static void sameVersion(SecretLocation bundle, String version) {
    LOG.warn(
        "Version {} of {} has other content than before; the store changed it in place",
        version,
        bundle);
  }

  static void remark(SecretLocation bundle, SecretBundle.Remark remark) {
    LOG.atLevel(remark.warning() ? Level.WARN : Level.INFO).log("{}: {}", bundle, remark.text());
  }

  static void remarkEnds(SecretLocation bundle, SecretBundle.Remark remark) {
    LOG.info("{}: no longer: {}", bundle, remark.text());
  }

  static void buildFailed(Made<?> made, Throwable e) {
    LOG.warn(
        "An object made from {} could not be built, its old one is kept: the build {}",
        made,
        why(e));
  }

  static void retireThrew(Made<?> made, Throwable e) {
    LOG.warn("Retiring an object made from {} threw {}", made, e.getClass().getName());
  }

  static void retireThrew(SecretLocation bundle, String version, Throwable e) {
    LOG.warn(
        "Retiring version {} of {} at its store threw {}", version, bundle, e.getClass().getName());
  }

  static void listenerThrew(Throwable e) {
    LOG.warn("A listener of all events threw {}", e.getClass().getName());
  }

  static void listenerThrew(Node<?> node, Throwable e) {
    LOG.warn("A listener of {} threw {}", node, e.getClass().getName());
  }

  static void watchThrew(String store, Throwable e) {
    LOG.warn(
        "Store '{}' cannot be watched, its bundles are polled: it threw {}",
        store,
        e.getClass().getName());
  }

  static void closeThrew(String store, Throwable e) {
    LOG.warn("Closing store '{}' threw {}", store, e.getClass().getName());
  }

  static void batchFailed(String store, Throwable e) {
    LOG.debug(
        "A batch at store '{}' threw {}; its bundles are read singly",
        store,
        e.getClass().getName());
  }

  static void notMade(String why) {
    LOG.warn("What is made from secrets was left as it was: {}", why);
  }

  static void looked(SecretLocation bundle, String what) {
    LOG.debug("Looked at {}: {}", bundle, what);
  }

  static void internalError(Throwable e) {
    LOG.error("Internal error, please report it: {}", e.getClass().getName());
  }

  /** What user code did, without its words. */
  static String why(Throwable e) {
    if (e instanceof CompletionException && e.getCause() != null) {
      return why(e.getCause());
    }
    if (e instanceof TimeoutException) {
      return "took too long";
    }
    if (e instanceof Hung.StillRuns) {
      return "has not ended since it was called before";
    }
    if (e instanceof Made.GaveNull) {
      return "gave null";
    }
    if (e instanceof Binder.OtherPosition) {
      return "failed, " + Binder.OtherPosition.WHAT;
    }
    return e instanceof RejectedExecutionException
        ? "was not run, since the executor takes no tasks"
        : "threw " + e.getClass().getName();
  }
}
