package io.keyturn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InMemoryProviderTest {
  private static final SecretLocation MAIL = SecretLocation.parse("any://mail");

  private final InMemoryProvider provider = new InMemoryProvider();

  @Test
  void rotate_makes_the_next_version(Canary old, Canary fresh) {
    provider.put("mail", Map.of("key", old.text()));
    provider.rotate("mail", Map.of("key", fresh.text()));

    SecretBundle bundle = provider.fetch(MAIL);

    assertThat(bundle.version()).contains("2");
    assertThat(bundle.secret(SecretLocation.parse("any://mail#key"), "2").exposeString())
        .isEqualTo(fresh.text());
  }

  @Test
  void rotate_needs_something_to_rotate(Canary value) {
    assertThatIllegalStateException()
        .isThrownBy(() -> provider.rotate("mail", value.text()))
        .withMessageContaining("'mail'");
  }

  @Test
  void versions_go_on_after_a_deletion(Canary value) {
    provider.put("mail", value.text());
    provider.delete("mail");
    provider.put("mail", value.text());

    assertThat(provider.fetch(MAIL).version()).contains("2");
  }

  @Test
  void a_bundle_is_given_as_it_was_put() {
    SecretBundle bundle = SecretBundle.builder().text("text").fixed().build();
    provider.put("mail", bundle);

    assertThat(provider.fetch(MAIL)).isSameAs(bundle);
  }

  @Test
  void a_bundle_keeps_its_hints_while_it_is_unchanged() {
    Duration life = Duration.ofSeconds(60);
    Duration look = Duration.ofSeconds(40);
    provider.put(
        "mail",
        SecretBundle.builder().text("text").version("1").validFor(life).lookAgainIn(look).build());

    assertThat(provider.fetchIfChanged(MAIL, "1"))
        .isEqualTo(new Outcome.Unchanged(Optional.of(life), Optional.of(look)));
  }

  @Test
  void reads_are_counted_also_those_that_fail(Canary value) {
    provider.put("/mail/", value.text());
    provider.fetch(MAIL);
    provider.goOffline();
    Trial.failure(SecretUnavailableException.class, () -> provider.fetch(MAIL));

    assertThat(provider.fetches("mail")).isEqualTo(2);
    assertThat(provider.fetches("other")).isZero();
    assertThat(provider.batches()).isZero();
  }

  @Test
  void versions_that_were_not_retired_are_named_but_for_the_one_in_use(Canary value) {
    provider.put("mail", value.text());
    provider.fetch(MAIL);
    provider.checkRetired();
    provider.rotate("mail", value.text());
    provider.fetch(MAIL);

    assertThatIllegalStateException()
        .isThrownBy(provider::checkRetired)
        .withMessage("of any://mail are in use: 1, 2");
    provider.retire(MAIL, "1");
    provider.checkRetired();
  }

  @Test
  void a_version_that_is_retired_twice_is_named(Canary value) {
    provider.put("mail", value.text());
    provider.fetch(MAIL);
    provider.retire(MAIL, "1");
    provider.retire(MAIL, "1");

    assertThatIllegalStateException()
        .isThrownBy(provider::checkRetired)
        .withMessage("1 of any://mail was retired, and was not given before");
  }

  @Test
  void a_path_can_fail_alone(Canary value) {
    provider.put("mail", value.text()).put("other", value.text());
    provider.fail("mail", asked -> new SecretFormatException(asked, "broken"));

    Trial.failure(SecretFormatException.class, () -> provider.fetch(MAIL));
    assertThat(provider.fetch(SecretLocation.parse("any://other")).version()).contains("1");

    provider.online();
    assertThat(provider.fetch(MAIL).version()).contains("1");
  }

  @ParameterizedTest
  @ValueSource(longs = {30, Long.MAX_VALUE})
  void a_read_hangs_until_the_store_is_back(long seconds, Canary value) throws Exception {
    provider.put("mail", value.text());
    provider.hang(Duration.ofSeconds(seconds));
    FutureTask<SecretBundle> read = new FutureTask<>(() -> provider.fetch(MAIL));
    Threads.start(read);
    provider.awaitHanging(1);
    assertThat(read.isDone()).isFalse();

    provider.online();

    assertThat(read.get().version()).contains("1");
  }

  @Test
  void batches_are_counted_and_no_larger_than_said() {
    InMemoryProvider batching = InMemoryProvider.batching(2);
    Map<SecretLocation, Outcome> outcomes = batching.fetchAll(Map.of(MAIL, Optional.empty()));

    assertThat(outcomes.get(MAIL)).isInstanceOf(Outcome.Failed.class);
    assertThat(batching.batches()).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                provider.fetchAll(
                    Map.of(
                        MAIL,
                        Optional.empty(),
                        SecretLocation.parse("any://b"),
                        Optional.empty())));
    assertThatIllegalArgumentException().isThrownBy(() -> InMemoryProvider.batching(0));
  }
}
