package io.keyturn.provider.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many HTTP requests a look is, counted where they arrive. */
final class LookRequestsTest extends WireMockTest {
  private static final String OTHER = "11111111-2222-3333-4444-555555555555";

  private void assertRequests(int count) {
    assertThat(requests("GetSecretValue")).hasSize(count);
    assertThat(requests(anyRequestedFor(anyUrl()))).as("and no other").hasSize(count);
  }

  @Test
  @Witness(value = Row.REQUESTS, kind = Witness.Kind.RECORDED)
  void what_has_not_changed_is_one() {
    answer(Recorded.secret("prod/mailjet", LeakGuard.canary().text()));

    assertThat(provider.fetchIfChanged(MAILJET, Recorded.VERSION))
        .isInstanceOf(Outcome.Unchanged.class);
    assertRequests(1);
  }

  @Test
  @Witness(value = Row.REQUESTS, kind = Witness.Kind.RECORDED)
  void what_has_changed_is_one() {
    answer(Recorded.secret("prod/mailjet", LeakGuard.canary().text()));

    assertThat(provider.fetchIfChanged(MAILJET, OTHER)).isInstanceOf(Outcome.Fetched.class);
    assertRequests(1);
  }

  @ParameterizedTest
  @CsvSource({
    "400, ResourceNotFoundException, 1",
    "400, AccessDeniedException, 1",
    "400, DecryptionFailure, 1",
    "400, InvalidRequestException, 1",
    "400, UnrecognizedClientException, 1",
    "400, ExpiredTokenException, 1",
    "400, ThrottlingException, 2",
    "500, InternalServiceError, 2",
    "503, ServiceUnavailableException, 2"
  })
  @Witness(value = Row.REQUESTS, kind = Witness.Kind.RECORDED)
  void a_failure_is_one_and_what_may_pass_is_asked_again_once(int status, String code, int count) {
    answer(Recorded.error(status, code, "?"));

    assertThatThrownBy(() -> provider.fetchIfChanged(MAILJET, OTHER))
        .isInstanceOf(SecretException.class);
    assertRequests(count);
  }

  /** Whose resource policy, and whose KMS key's, must allow it. */
  @Test
  @Witness(value = Row.ACCOUNT, kind = Witness.Kind.REQUEST)
  void an_arn_of_another_account_goes_out_as_it_is() {
    String arn = "arn:aws:secretsmanager:eu-west-1:999999999999:secret:prod/mailjet-AbCdEf";
    SecretLocation place = SecretLocation.relative("aws", arn);
    answer(Recorded.secret("prod/mailjet", LeakGuard.canary().text()));

    provider.fetch(provider.normalize(place));
    provider.fetchAll(Map.of(place, Optional.empty(), MAILJET, Optional.empty()));

    assertThat(requests("GetSecretValue").get(0).getBodyAsString())
        .contains("\"SecretId\":\"" + arn + "\"");
    assertThat(requests("BatchGetSecretValue").get(0).getBodyAsString())
        .contains("\"" + arn + "\"");
    assertThat(signers().get(0)).isEqualTo(Stores.KEY_ID + "/eu-west-1");
  }
}
