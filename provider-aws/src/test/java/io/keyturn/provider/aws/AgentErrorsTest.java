package io.keyturn.provider.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.DeadAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the local agent refuses, as it answers it.
 *
 * <p>Recorded from version 2.1.0: its own refusals, plain texts (server.rs), and those of AWS and
 * of the way there, as JSON (cache_manager.rs, and its README, "Role chaining").
 */
@Witness(
    value = {Row.THROTTLED, Row.DECRYPTION, Row.MALFORMED, Row.HUGE, Row.AGENT_AWAY},
    kind = Witness.Kind.RECORDED)
final class AgentErrorsTest extends WireMockTest {
  @BeforeEach
  void askTheAgent() {
    provider.close();
    provider = new AwsSecretProviderFactory().create(agent().build());
  }

  private static ProviderSettings.Builder agent() {
    return Stores.agent(address(), Stores::secret);
  }

  private static void everything(ResponseDefinitionBuilder answer) {
    answer(any(anyUrl()).willReturn(answer));
  }

  /** The agent sets no type. */
  private static ResponseDefinitionBuilder own(int status, String body) {
    return aResponse().withStatus(status).withBody(body);
  }

  private static ResponseDefinitionBuilder json(int status, String code, String message) {
    return own(status, "{\"__type\":\"" + code + "\",\"message\":\"" + message + "\"}");
  }

  private SecretException failure() {
    return failure(provider);
  }

  private static SecretException failure(SecretProvider provider) {
    return catchThrowableOfType(SecretException.class, () -> provider.fetch(MAILJET));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | Forwarded | UNAVAILABLE | ' of the agent'",
        "400 | unknown parameter: abc | UNAVAILABLE | ' of the agent'",
        // Of the Lambda extension, while the function starts.
        "400 | not ready to serve traffic, please wait | UNAVAILABLE | ' of the agent'",
        "401 | Unauthorized | ACCESS_DENIED | ': the agent at @ refuses the agent-token of"
            + " keyturn.stores.aws.agent-token'",
        "403 | Bad Token | ACCESS_DENIED | ': the agent at @ refuses the agent-token of"
            + " keyturn.stores.aws.agent-token'",
        "404 | Not found | UNAVAILABLE | ': is it the agent that answers at @?'",
        "405 | Not allowed | UNAVAILABLE | ': is it the agent that answers at @?'",
        "429 | Connection limit exceeded | UNAVAILABLE | ': the agent has too many connections,"
            + " raise its max_conn'",
        "500 | ? | UNAVAILABLE | ' of the agent'"
      })
  void a_refusal_of_the_agent_is_told_by_its_status(
      int status, String body, Kind kind, String what) {
    everything(own(status, body));

    SecretException failure = failure();

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.reason()).isEqualTo("HTTP status " + status + what.replace("@", address()));
    assertThat(failure.location()).isEqualTo(MAILJET);
    assertThat(failure.getCause()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | ResourceNotFoundException | Secrets Manager can't find it. | NOT_FOUND | ''",
        "400 | InvalidRequestException | You can't perform this operation on the secret because it"
            + " was marked for deletion. | NOT_FOUND | ': it is marked for deletion, restore it"
            + " (RestoreSecret)'",
        "400 | AccessDeniedException | Not authorized. | ACCESS_DENIED | ''",
        "400 | UnrecognizedClientException | The token is invalid. | ACCESS_DENIED | ': AWS refuses"
            + " the credentials of the agent'",
        "400 | InvalidSignatureException | Signature expired: 1 is now earlier than 2 | UNAVAILABLE"
            + " | ': the clock of this machine differs from that of AWS, set it right'",
        "400 | DecryptionFailure | Can't decrypt. | ACCESS_DENIED | ': allow kms:Decrypt with its"
            + " key, and see that the key is enabled'",
        "400 | ThrottlingException | Rate exceeded | UNAVAILABLE | ': AWS is asked too often, raise"
            + " keyturn.cache.ttl or the agent''s ttl_seconds'",
        "400 | InvalidParameterException | A refusal. | FORMAT | ''",
        "400 | SomethingNewException | A code of a later day. | UNAVAILABLE | ''",
        "500 | InternalServiceError | Of AWS. | UNAVAILABLE | ''",
        "502 | ConnectionError | Read Error | UNAVAILABLE | ': the agent does not reach AWS'",
        "504 | TimeoutError | Timeout | UNAVAILABLE | ': the agent does not reach AWS'"
      })
  void a_refusal_of_aws_is_told_by_its_code(
      int status, String code, String message, Kind kind, String what) {
    everything(json(status, code, message));

    SecretException failure = failure();

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.reason()).isEqualTo(code + what);
  }

  /** Nor does its log. */
  @Test
  void an_agent_without_credentials_does_not_say_so() {
    everything(own(500, "{\"__type\":\"InternalFailure\"}"));

    assertThat(failure().reason())
        .isEqualTo("InternalFailure of the agent: it may have no credentials");
  }

  @Test
  void a_code_that_no_code_of_aws_looks_like_is_not_quoted() {
    everything(json(400, LeakGuard.canary().text(), "?"));

    assertThat(failure().reason()).isEqualTo("the agent gave no reason");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "@ | UNAVAILABLE | the answer is none of AWS Secrets Manager",
        "{\"SecretString\":\"@ | UNAVAILABLE | the answer is none of AWS Secrets Manager",
        "[\"@\"] | UNAVAILABLE | the answer is none of AWS Secrets Manager",
        "{\"SecretBinary\":\"@*\"} | UNAVAILABLE | the answer's SecretBinary is not in base64",
        "{\"SecretString\":[\"@\"]} | FORMAT | the answer has neither SecretString nor SecretBinary"
      })
  void an_answer_that_is_none_is_not_quoted(String body, Kind kind, String reason) {
    everything(own(200, body.replace("@", LeakGuard.canary().text())));

    SecretException failure = failure();

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure.getCause()).isNull();
  }

  @Test
  void a_date_that_cannot_be_read_is_left_out() {
    everything(
        own(
            200,
            "{\"SecretString\":\"@\",\"CreatedDate\":\"@\"}"
                .replace("@", LeakGuard.canary().text())));

    assertThat(provider.fetch(MAILJET).createdAt()).isEmpty();
  }

  @Test
  void an_answer_larger_than_the_largest_bundle_is_not_read_to_its_end() {
    everything(own(200, "{\"SecretString\":\"" + "x".repeat(Exchange.MAX_BYTES) + "\"}"));

    SecretException failure = failure();

    assertThat(failure.kind()).isEqualTo(Kind.FORMAT);
    assertThat(failure.reason()).isEqualTo("the answer is larger than 1 MiB");
  }

  @Test
  void nobody_is_followed_elsewhere() {
    everything(own(302, "").withHeader("Location", address() + "/elsewhere"));

    assertThat(failure().reason()).startsWith("HTTP status 302");
    assertThat(requests(anyRequestedFor(anyUrl()))).hasSize(1);
  }

  @Test
  void a_connection_that_breaks_is_none() {
    everything(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));

    assertThat(failure().kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure().reason())
        .isEqualTo("no connection to the agent at " + address() + "; it may not run");
  }

  @Test
  void an_agent_that_hangs_is_given_up() {
    try (DeadAddress hung = DeadAddress.hung()) {
      assertThat(givenUp(hung.address().toString())).isBetween(Duration.ofMillis(450), SOON);
    }
  }

  @Test
  void an_agent_that_drips_is_given_up() throws IOException {
    try (HeaderDrip drip = new HeaderDrip()) {
      assertThat(givenUp(drip.address())).isBetween(Duration.ofMillis(450), SOON);
    }
  }

  private static final Duration SOON = Duration.ofSeconds(5);

  private static Duration givenUp(String address) {
    ProviderSettings settings =
        Stores.agent(address, Stores::secret).text(AwsKeys.TIMEOUT, "500ms").build();
    try (SecretProvider hanging = new AwsSecretProviderFactory().create(settings)) {
      long start = System.nanoTime();
      SecretException failure = failure(hanging);
      assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
      assertThat(failure.reason()).isEqualTo("no answer in time");
      return Duration.ofNanos(System.nanoTime() - start);
    }
  }

  @Test
  void an_interrupt_ends_a_request() throws Exception {
    everything(own(200, "{}").withFixedDelay(60_000));
    FutureTask<SecretException> failing = new FutureTask<>(() -> failure());
    Thread asking = new Thread(failing);
    asking.start();
    while (requests(anyRequestedFor(anyUrl())).isEmpty()) {
      Thread.onSpinWait();
    }

    asking.interrupt();

    assertThat(failing.get(5, SECONDS).reason()).isEqualTo("interrupted");
  }

  // ---- the token

  @ParameterizedTest
  @ValueSource(strings = {" ", "a b", "a\r\nX-Forged: b", "\u00e9"})
  void a_token_that_no_header_can_have_is_not_sent_and_not_quoted(String token) {
    try (SecretProvider odd =
        new AwsSecretProviderFactory()
            .create(Stores.agent(address(), () -> Secret.of(token)).build())) {
      SecretException failure = failure(odd);

      assertThat(failure.kind()).isEqualTo(Kind.ACCESS_DENIED);
      assertThat(failure.reason())
          .startsWith("agent-token is blank or has characters")
          .endsWith("(keyturn.stores.aws.agent-token)");
    }
    assertThat(requests(anyRequestedFor(anyUrl()))).isEmpty();
  }

  @Test
  void a_token_that_cannot_be_read_is_told_by_its_location() {
    SecretLocation file = SecretLocation.parse("file:///var/run/awssmatoken");
    try (SecretProvider without =
        new AwsSecretProviderFactory()
            .create(
                Stores.agent(
                        address(),
                        () -> {
                          throw new SecretUnavailableException(file, "it is not there");
                        })
                    .build())) {
      SecretException failure = failure(without);

      assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
      assertThat(failure.location()).isEqualTo(MAILJET);
      assertThat(failure.reason())
          .isEqualTo("the store's own credentials cannot be read at " + file);
    }
  }
}
