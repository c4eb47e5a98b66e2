package io.keyturn;

import io.keyturn.provider.SecretProvider;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The stores of a test: at its end, when all is closed, each must have been told once of every
 * version that it gave and that was not current any more. Registered as an extension, or part of a
 * {@link World}.
 *
 * <p>A store has a ledger for each Secrets that reads from it: what one of them does not use any
 * more may be current in another.
 */
final class Ledgers implements AfterEachCallback {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final List<Ledger> all = new CopyOnWriteArrayList<>();
  private volatile boolean someOnTheirWay;

  /** A store, to be given to one builder. */
  SecretProvider of(SecretProvider store) {
    Ledger ledger = new Ledger(store);
    all.add(ledger);
    return ledger;
  }

  /** The test closes all while something is on its way: that is left to the store's own end. */
  void leaveSomeOnTheirWay() {
    someOnTheirWay = true;
  }

  /** To be called when all is closed. */
  void check() {
    SoftAssertions.assertSoftly(
        softly -> {
          for (Ledger ledger : all) {
            softly.assertThat(ledger.wrong()).isEmpty();
            softly.assertThat(untold(ledger)).isEmpty();
          }
        });
  }

  private List<String> untold(Ledger ledger) {
    try {
      return someOnTheirWay ? List.of() : ledger.untold(PATIENCE);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    check();
  }
}
