package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keyturn.internal.proxy.Proxies.UnusableProxyException;
import io.keyturn.provider.SecretProvider.Outcome.Fetched;
import io.keyturn.provider.SecretProvider.Outcome.Unchanged;
import io.keyturn.provider.aws.CredentialSearch.LateException;
import io.keyturn.provider.aws.CredentialSearch.MissingException;
import io.keyturn.provider.aws.CredentialSearch.UnreachedException;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretBundle.Remark;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;
import software.amazon.awssdk.services.sts.model.StsException;

/** Which regions are asked, in which order, and what is remembered of it. */
final class RegionsTest {
  private final RuntimeException away =
      SdkClientException.create("no route", new IOException("no route"));
  private final RuntimeException notFound = refusal(400, "ResourceNotFoundException");

  private final ManualTime time = new ManualTime();
  private final Map<String, RuntimeException> troubles = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final Regions regions =
      new Regions(
          Stream.of("eu-west-1", "eu-central-1", "us-east-1")
              .map(id -> StoreRegion.of(id, RegionsTest::unused))
              .toList(),
          time::nanoTime);

  private static SecretsManagerClient unused() {
    throw new AssertionError("these regions have no client");
  }

  private static RuntimeException refusal(int status, String code) {
    return SecretsManagerException.builder()
        .statusCode(status)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
        .build();
  }

  private Regions.Answer<String> ask() {
    asked.clear();
    return regions.ask(
        region -> {
          asked.add(region.id());
          RuntimeException trouble = troubles.get(region.id());
          if (trouble != null) {
            throw trouble;
          }
          return "of " + region;
        });
  }

  private AwayException failing() {
    return catchThrowableOfType(AwayException.class, this::ask);
  }

  private void assertAnsweredBy(String region) {
    assertThat(ask().value()).isEqualTo("of " + region);
  }

  @Test
  void the_first_is_asked_as_long_as_it_answers() {
    assertThat(ask().remark()).isEmpty();
    assertThat(asked).containsExactly("eu-west-1");
    assertThat(regions).hasToString("eu-west-1");
  }

  @Test
  void they_are_asked_in_order_and_who_answered_is_asked_first_from_then_on() {
    troubles.put("eu-west-1", away);
    troubles.put("eu-central-1", away);

    assertAnsweredBy("us-east-1");
    assertThat(asked).containsExactly("eu-west-1", "eu-central-1", "us-east-1");
    assertThat(regions).hasToString("us-east-1 in place of eu-west-1");

    troubles.remove("eu-central-1");
    assertAnsweredBy("us-east-1");
    assertThat(asked).containsExactly("us-east-1");
  }

  @Test
  void what_another_one_answers_says_so_and_why() {
    troubles.put("eu-west-1", away);

    assertThat(ask().remark().orElseThrow().text())
        .isEqualTo("answered by eu-central-1, since eu-west-1 is unavailable: no connection");
    assertThat(ask().remark()).as("by whom it is remembered").isPresent();
  }

  @Test
  void the_first_is_asked_again_after_a_while_by_one_request() {
    troubles.put("eu-west-1", away);
    ask();

    time.advance(RegionMemory.AGAIN.minusNanos(1));
    ask();
    assertThat(asked).containsExactly("eu-central-1");

    time.advance(Duration.ofNanos(1));
    ask();
    assertThat(asked).containsExactly("eu-west-1", "eu-central-1");
    ask();
    assertThat(asked).containsExactly("eu-central-1");

    time.advance(RegionMemory.AGAIN);
    troubles.clear();
    assertAnsweredBy("eu-west-1");
    assertThat(ask().remark()).isEmpty();
    assertThat(asked).containsExactly("eu-west-1");
    assertThat(regions).hasToString("eu-west-1");
  }

  @Test
  void the_first_is_asked_at_once_when_the_other_fails_too() {
    troubles.put("eu-west-1", away);
    ask();
    troubles.put("eu-central-1", away);
    troubles.remove("eu-west-1");

    assertAnsweredBy("eu-west-1");
    assertThat(asked).containsExactly("eu-central-1", "eu-west-1");
  }

  @Test
  void all_that_are_away_are_named() {
    List.of("eu-west-1", "eu-central-1", "us-east-1").forEach(id -> troubles.put(id, away));

    assertThat(failing())
        .hasMessage(
            "eu-west-1: no connection; eu-central-1: no connection; us-east-1: no connection");
    assertThat(regions).as("nobody has answered").hasToString("eu-west-1");
  }

  @Test
  void a_secret_that_another_one_lacks_may_be_in_the_first_or_the_next() {
    troubles.put("eu-west-1", away);
    troubles.put("eu-central-1", notFound);
    troubles.put("us-east-1", refusal(400, "AccessDeniedException"));

    AwayException failure = failing();

    assertThat(failure)
        .hasMessage(
            "eu-west-1: no connection; eu-central-1: ResourceNotFoundException; us-east-1:"
                + " AccessDeniedException");
    assertThat(AwsErrors.of(SecretLocation.parse("aws://x"), failure, "keys"))
        .isExactlyInstanceOf(SecretUnavailableException.class);
    troubles.remove("us-east-1");
    assertAnsweredBy("us-east-1");
  }

  /** Who hangs would be waited for with each secret that has no replica. */
  @Test
  void the_first_is_not_asked_each_time_for_what_another_one_lacks_but_soon() {
    troubles.put("eu-west-1", away);
    ask();
    troubles.put("eu-central-1", notFound);
    troubles.put("us-east-1", away);

    assertThat(failing())
        .hasMessage(
            "eu-west-1: no connection; eu-central-1: ResourceNotFoundException; us-east-1: no"
                + " connection");
    assertThat(asked).containsExactly("eu-central-1", "us-east-1");

    time.advance(RegionMemory.SOON);
    troubles.clear();
    assertAnsweredBy("eu-west-1");
    assertThat(asked).containsExactly("eu-west-1");
  }

  @Test
  void one_that_answers_late_does_not_take_the_place_of_the_first_that_is_back() {
    troubles.put("eu-west-1", away);
    ask();
    troubles.clear();

    regions.ask(
        slow -> {
          time.advance(RegionMemory.AGAIN);
          assertAnsweredBy("eu-west-1");
          return slow.id();
        });

    assertThat(regions).hasToString("eu-west-1");
  }

  static Stream<RuntimeException> regional() {
    return Stream.of(
        SdkClientException.create("no route", new IOException("no route")),
        ApiCallTimeoutException.create(1),
        ApiCallAttemptTimeoutException.create(1),
        refusal(500, "InternalServiceError"),
        refusal(503, "ServiceUnavailable"),
        refusal(502, ""),
        StsException.builder().statusCode(503).build(),
        new UnreachedException(),
        new LateException());
  }

  @ParameterizedTest
  @MethodSource("regional")
  void a_region_fails_when_it_is_not_reached_or_is_at_fault(RuntimeException failure) {
    troubles.put("eu-west-1", failure);

    assertAnsweredBy("eu-central-1");
  }

  static Stream<RuntimeException> ofAll() {
    return Stream.of(
        refusal(400, "ResourceNotFoundException"),
        refusal(400, "AccessDeniedException"),
        refusal(400, "ThrottlingException"),
        refusal(403, "RequestTimeTooSkewed"),
        refusal(400, "InvalidSignatureException"),
        refusal(403, "SomethingNew"),
        AwsServiceException.builder().statusCode(403).build(),
        AbortedException.create("interrupted"),
        new MissingException(),
        new UnusableProxyException("the proxy is no address"),
        new SecretUnavailableException(SecretLocation.parse("file://key"), "no disk"));
  }

  @ParameterizedTest
  @MethodSource("ofAll")
  void what_another_region_does_not_mend_comes_through(RuntimeException failure) {
    troubles.put("eu-west-1", failure);

    assertThatThrownBy(this::ask).isSameAs(failure);
    assertThat(asked).containsExactly("eu-west-1");
  }

  @Test
  void another_one_that_takes_over_says_so_too() {
    troubles.put("eu-west-1", away);
    ask();
    troubles.put("eu-central-1", away);

    assertThat(ask().remark().orElseThrow().text()).startsWith("answered by us-east-1, since");
  }

  @Test
  void a_bundle_is_given_again_where_another_region_answers() {
    Remarks remarks = new Remarks();
    SecretLocation place = SecretLocation.parse("aws://x");
    Optional<String> known = Optional.of("1");

    assertThat(remarks.outcome(place, by("eu-central-1"), known)).isInstanceOf(Fetched.class);
    assertThat(remarks.outcome(place, by("eu-central-1"), known)).isInstanceOf(Unchanged.class);
    assertThat(remarks.outcome(place, by("us-east-1"), known)).isInstanceOf(Fetched.class);
    assertThat(remarks.isSame(place, Optional.empty())).isFalse();
  }

  private static SecretBundle by(String region) {
    return SecretBundle.builder().text("x").version("1").remark(new Remark(region, true)).build();
  }

  /** Whoever could not even ask has not found that the first is back. */
  @Test
  void a_request_that_was_not_sent_says_nothing_of_a_region() {
    troubles.put("eu-west-1", away);
    ask();
    time.advance(RegionMemory.AGAIN);
    troubles.put("eu-west-1", AbortedException.create("interrupted"));

    assertThatThrownBy(this::ask).isInstanceOf(AbortedException.class);

    assertThat(regions).hasToString("eu-central-1 in place of eu-west-1");
    ask();
    assertThat(asked).containsExactly("eu-central-1");
  }

  @Test
  void an_interrupt_ends_it_anywhere() {
    RuntimeException interrupted = AbortedException.create("interrupted");
    troubles.put("eu-west-1", away);
    troubles.put("eu-central-1", interrupted);

    assertThatThrownBy(this::ask).isSameAs(interrupted);
    assertThat(asked).containsExactly("eu-west-1", "eu-central-1");
  }
}
