package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.keyturn.testkit.Capability;
import io.keyturn.testkit.ProviderHarness;
import io.keyturn.testkit.SecretProviderContract;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/**
 * The policies that the page prints, and no {@code default} beside them, on a real Vault: they are
 * enough, for the contract too ({@link VaultHarness}), and no rule is too much.
 */
@Timeout(60)
@Isolated("some clauses count threads")
final class LeastRightsTest {

  /** What fails, by its name. */
  private static List<String> failed(Class<?> tests, int least) {
    Events events =
        EngineTestKit.engine("junit-jupiter").selectors(selectClass(tests)).execute().testEvents();
    assertThat(events.started().count()).as("tests").isGreaterThanOrEqualTo(least);
    return events.failed().stream()
        .map(Event::getTestDescriptor)
        .map(test -> test.getDisplayName().replace("()", ""))
        .toList();
  }

  private static List<String> failedClauses(boolean versioned, String rules) {
    Contract.harness = () -> new VaultHarness(versioned, Set.of(Capability.FIELDS), rules);
    return failed(Contract.class, 10);
  }

  private static List<String> failedUses(String rules) {
    UsesOfRights.rules = rules;
    return failed(UsesOfRights.class, 6);
  }

  @Test
  void the_page_prints_nothing_but_these_rules() {
    assertThat(Rights.printed().keySet())
        .containsExactly(
            "secret/data/mailjet",
            "kv1/mailjet",
            "database/creds/app",
            "sys/leases/renew",
            "sys/leases/revoke",
            "auth/token/renew-self",
            "auth/token/lookup-self",
            "auth/token/revoke-self");
    assertThat(String.join("", Rights.printed().values())).isEqualTo(Rights.text());
  }

  @Test
  @Witness(value = Row.RIGHTS, kind = Witness.Kind.REAL)
  void they_are_enough() {
    assertThat(failedClauses(true, Rights.text())).isEmpty();
    assertThat(failedClauses(false, Rights.text())).isEmpty();
    assertThat(failedUses(Rights.text())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"secret/data/mailjet, true", "kv1/mailjet, false"})
  @Witness(value = Row.RIGHTS, kind = Witness.Kind.REAL)
  void without_the_right_to_a_secret_the_contract_fails(String path, boolean versioned) {
    assertThat(failedClauses(versioned, Rights.without(path)))
        .contains("fields_are_read_by_their_names");
  }

  @ParameterizedTest
  @CsvSource({
    "database/creds/app, a_user_is_read",
    "sys/leases/renew, a_lease_is_renewed",
    "sys/leases/revoke, what_is_retired_is_revoked",
    "auth/token/renew-self, a_login_is_renewed",
    "auth/token/lookup-self, the_life_of_a_given_token_is_known",
    "auth/token/revoke-self, a_login_is_revoked_on_close"
  })
  @Witness(value = Row.RIGHTS, kind = Witness.Kind.REAL)
  void none_of_the_others_is_too_much(String path, String use) {
    assertThat(failedUses(Rights.without(path))).contains(use);
  }

  static final class Contract extends SecretProviderContract {
    private static @Nullable Supplier<ProviderHarness> harness;

    @Override
    protected ProviderHarness newHarness() {
      return Objects.requireNonNull(harness).get();
    }
  }
}
