package io.keyturn.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a provider does that has written {@code fetch} only. */
final class SecretProviderTest {
  private static final SecretLocation THERE = SecretLocation.parse("store://there");
  private static final SecretLocation MISSING = SecretLocation.parse("store://missing");
  private static final SecretBundle BUNDLE = SecretBundle.of("content");

  private final SecretProvider provider =
      bundle -> {
        if (bundle.equals(THERE)) {
          return BUNDLE;
        }
        throw new SecretNotFoundException(bundle, "none");
      };

  @Test
  void a_look_for_a_change_is_a_full_read() {
    assertThat(provider.fetchIfChanged(THERE, "1")).isEqualTo(new Outcome.Fetched(BUNDLE));
  }

  @Test
  void it_takes_no_batches() {
    assertThat(provider.batchSize()).isEqualTo(1);
  }

  @Test
  void a_batch_is_read_singly_and_a_failure_is_its_bundles_alone() {
    Map<SecretLocation, Optional<String>> known = new LinkedHashMap<>();
    known.put(MISSING, Optional.empty());
    known.put(THERE, Optional.of("1"));

    Map<SecretLocation, Outcome> outcomes = provider.fetchAll(known);

    assertThat(outcomes.keySet()).containsExactly(MISSING, THERE);
    assertThat(outcomes.get(THERE)).isEqualTo(new Outcome.Fetched(BUNDLE));
    assertThat(outcomes.get(MISSING)).isInstanceOf(Outcome.Failed.class);
  }

  @Test
  void a_location_is_spelt_as_it_is() {
    assertThat(provider.normalize(THERE)).isSameAs(THERE);
  }

  @Test
  void any_parameter_is_unknown() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> provider.normalize(SecretLocation.parse("store://there?version=1")))
        .withMessageContaining("'version'");
  }

  @Test
  void it_closes_without_doing_anything() {
    provider.close();
    provider.close();

    assertThat(provider.fetch(THERE)).isSameAs(BUNDLE);
  }
}
