package io.keyturn.provider.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.http.Fault;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors as AWS answers them; see {@link Recorded} for the sources. */
final class AwsErrorsTest extends WireMockTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | ResourceNotFoundException | Secrets Manager can't find the specified secret. |"
            + " NOT_FOUND",
        "400 | ResourceNotFoundException | Secrets Manager can't find the specified secret value"
            + " for staging label: AWSPENDING | NOT_FOUND",
        "400 | InvalidRequestException | You can't perform this operation on the secret because it"
            + " was marked for deletion. | NOT_FOUND",
        "400 | AccessDeniedException | User: arn:aws:iam::123456789012:user/x is not authorized to"
            + " perform: secretsmanager:GetSecretValue | ACCESS_DENIED",
        "400 | AccessDeniedException | Access to KMS is not allowed | ACCESS_DENIED",
        "400 | DecryptionFailure | Secrets Manager can't decrypt the protected secret text using"
            + " the provided KMS key. | ACCESS_DENIED",
        "400 | UnrecognizedClientException | The security token included in the request is invalid."
            + " | ACCESS_DENIED",
        "400 | ExpiredTokenException | The security token included in the request is expired |"
            + " ACCESS_DENIED",
        "400 | InvalidSignatureException | The request signature we calculated does not match the"
            + " signature you provided. | ACCESS_DENIED",
        "400 | IncompleteSignatureException | The request signature does not conform to AWS"
            + " standards. | ACCESS_DENIED",
        "403 | MissingAuthenticationTokenException | Missing Authentication Token | ACCESS_DENIED",
        "403 | InvalidClientTokenId | The X.509 certificate or AWS access key ID provided does not"
            + " exist in our records. | ACCESS_DENIED",
        "400 | InvalidParameterException | The parameter name or value is invalid. | FORMAT",
        "400 | ValidationException | Invalid name. | FORMAT",
        "400 | InvalidRequestException | A parameter value is not valid for the current state of"
            + " the resource. | FORMAT",
        "400 | ThrottlingException | Rate exceeded | UNAVAILABLE",
        "500 | InternalServiceError | An error occurred on the server side. | UNAVAILABLE",
        "500 | InternalFailure | The request processing has failed because of an unknown error. |"
            + " UNAVAILABLE",
        "503 | ServiceUnavailableException | The request has failed due to a temporary failure of"
            + " the server. | UNAVAILABLE",
        "400 | AccessDenied | A refusal. | ACCESS_DENIED",
        "400 | ExpiredToken | A refusal. | ACCESS_DENIED",
        "400 | IncompleteSignature | A refusal. | ACCESS_DENIED",
        "400 | InvalidAccessKeyId | A refusal. | ACCESS_DENIED",
        "400 | InvalidIdentityToken | A refusal. | ACCESS_DENIED",
        "400 | MissingAuthenticationToken | A refusal. | ACCESS_DENIED",
        "400 | NotAuthorized | A refusal. | ACCESS_DENIED",
        "400 | OptInRequired | A refusal. | ACCESS_DENIED",
        "400 | SignatureDoesNotMatch | A refusal. | ACCESS_DENIED",
        "400 | ValidationError | A refusal. | FORMAT",
        "400 | InvalidNextTokenException | A refusal. | UNAVAILABLE",
        "400 | RequestExpired | A refusal. | UNAVAILABLE",
        "400 | RequestLimitExceeded | A refusal. | UNAVAILABLE",
        "400 | ServiceUnavailable | A refusal. | UNAVAILABLE",
        "400 | Throttling | A refusal. | UNAVAILABLE",
        "400 | TooManyRequestsException | A refusal. | UNAVAILABLE",
        "403 | RequestTimeTooSkewed | The difference between the request time and the current time"
            + " is too large. | UNAVAILABLE",
        "403 | RequestInTheFuture | A refusal. | UNAVAILABLE",
        "400 | InvalidSignatureException | Signature expired: 20261130T040000Z is now earlier than"
            + " 20261130T045500Z (20261130T050000Z - 5 min.) | UNAVAILABLE",
        "403 | SignatureDoesNotMatch | Signature not yet current: 20261130T060000Z is still later"
            + " than 20261130T050500Z (20261130T050000Z + 5 min.) | UNAVAILABLE",
        "400 | SomethingNewException | A code of a later day. | UNAVAILABLE"
      })
  @Witness(
      value = {Row.THROTTLED, Row.DECRYPTION, Row.DELETED},
      kind = Witness.Kind.RECORDED)
  void a_code_is_its_leaf_and_the_reason(int status, String code, String message, Kind kind) {
    answer(Recorded.error(status, code, message));

    SecretException failure = failure();

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.reason()).startsWith(code);
    assertThat(failure.location()).isEqualTo(MAILJET);
    assertThat(failure.getCause()).isNull();
    assertThat(failure).hasMessageNotContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UnrecognizedClientException",
        "ExpiredTokenException",
        "InvalidSignatureException"
      })
  void refused_credentials_are_told_by_where_they_are_configured(String code) {
    answer(Recorded.error(400, code, "?"));

    assertThat(failure().reason())
        .startsWith(code)
        .endsWith(
            "; requests are signed with the keys of keyturn.stores.aws.access-key-id and"
                + " keyturn.stores.aws.secret-access-key");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RequestTimeTooSkewed | The difference is too large. | the clock of this machine differs"
            + " from that of AWS, set it right",
        "InvalidSignatureException | Signature expired: 1 is now earlier than 2 | the clock of this"
            + " machine differs from that of AWS, set it right",
        "InvalidRequestException | You can't perform this operation on the secret because it was"
            + " marked for deletion. | it is marked for deletion, restore it (RestoreSecret)",
        "ThrottlingException | Rate exceeded | AWS is asked too often, raise keyturn.cache.ttl or"
            + " allow BatchGetSecretValue",
        "DecryptionFailure | Secrets Manager can't decrypt the protected secret text using the"
            + " provided KMS key. | allow kms:Decrypt with its key, and see that the key is enabled"
      })
  void a_failure_that_something_can_be_done_about_says_what(
      String code, String message, String action) {
    answer(Recorded.error(400, code, message));

    assertThat(failure().reason()).isEqualTo(code + ": " + action);
  }

  @Test
  void a_stage_that_no_version_has_is_told_from_a_secret_that_is_not_there() {
    answer(
        Recorded.error(
            400,
            "ResourceNotFoundException",
            "Secrets Manager can't find the specified secret value for staging label: AWSPREVIOUS"));

    assertThat(failure().reason()).contains("no version has this staging label");
  }

  @Test
  @Witness(value = Row.EXPIRED, kind = Witness.Kind.RECORDED)
  void a_session_that_has_ended_is_to_be_renewed() {
    answer(Recorded.error(400, "ExpiredTokenException", "?"));

    assertThat(failure().reason()).startsWith("ExpiredTokenException: renew the session; requests");
  }

  @Test
  void credentials_that_may_not_read_are_not_in_question() {
    answer(Recorded.error(400, "AccessDeniedException", "?"));

    assertThat(failure().reason()).isEqualTo("AccessDeniedException");
  }

  @ParameterizedTest
  @CsvSource({"404, UNAVAILABLE", "403, ACCESS_DENIED", "429, UNAVAILABLE", "502, UNAVAILABLE"})
  void a_refusal_of_somebody_else_on_the_way_is_never_not_found(int status, Kind kind) {
    answer(
        aResponse().withStatus(status).withBody("<html>" + LeakGuard.canary().text() + "</html>"));

    SecretException failure = failure();

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.reason()).isEqualTo("HTTP status " + status);
  }

  @Test
  void a_code_that_no_code_of_aws_looks_like_is_not_quoted() {
    answer(Recorded.error(400, LeakGuard.canary().text(), "?"));

    assertThat(failure().reason()).isEqualTo("HTTP status 400");
  }

  @Test
  @Witness(value = Row.MALFORMED, kind = Witness.Kind.RECORDED)
  void garbage_is_unavailable_and_not_quoted() {
    answer(Recorded.json(200, LeakGuard.canary().text()));

    assertThat(failure().kind()).isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  @Witness(value = Row.MALFORMED, kind = Witness.Kind.RECORDED)
  void half_an_answer_is_unavailable_and_not_quoted() {
    answer(Recorded.json(200, "{\"SecretString\":\"" + LeakGuard.canary().text()));

    assertThat(failure().kind()).isEqualTo(Kind.UNAVAILABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"SecretBinary\":\"@*\"}", "{\"SecretString\":\"@\",\"CreatedDate\":\"@\"}"})
  @Witness(value = Row.MALFORMED, kind = Witness.Kind.RECORDED)
  void an_answer_that_the_sdk_cannot_read_is_unavailable_not_unconnected(String body) {
    answer(Recorded.json(200, body.replace("@", LeakGuard.canary().text())));

    SecretException failure = failure();

    assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure.reason())
        .isEqualTo("the AWS SDK could not make the request or read the answer");
    assertThat(failure.getCause()).isNull();
  }

  @Test
  void a_connection_that_breaks_is_none() {
    answer(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));

    assertThat(failure().kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure().reason()).isEqualTo("no connection");
  }

  @Test
  void an_answer_without_content_is_a_format_error() {
    answer(Recorded.json(200, "{\"Name\":\"prod/mailjet\"}"));

    assertThat(failure().kind()).isEqualTo(Kind.FORMAT);
  }

  @ParameterizedTest
  @CsvSource({"@\\ud83d, ''", "'{\\\"key\\\":\\\"@\\\\ud83d\\\"}', key"})
  void half_of_a_surrogate_pair_is_a_format_error_and_not_quoted(String text, String field) {
    answer(Recorded.secret(MAILJET.path(), text.replace("@", LeakGuard.canary().text())));
    SecretBundle bundle = provider.fetch(MAILJET);
    SecretLocation place = SecretLocation.parse(MAILJET + (field.isEmpty() ? "" : "#" + field));

    assertThatThrownBy(() -> bundle.secret(place, ""))
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining(place + ": it has half of a surrogate pair")
        .hasNoCause()
        .satisfies(LeakGuard::check);
  }

  @Test
  void a_failing_request_is_repeated_once() {
    answer(Recorded.INTERNAL_SERVICE_ERROR);

    failure();

    assertThat(requests("GetSecretValue")).hasSize(2);
  }

  private SecretException failure() {
    return catchThrowableOfType(SecretException.class, () -> provider.fetch(MAILJET));
  }
}
