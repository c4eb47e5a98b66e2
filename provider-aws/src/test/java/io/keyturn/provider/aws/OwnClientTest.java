package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretException;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.DeadAddress;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpService;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** A client that the user built, and the user's class path. */
final class OwnClientTest extends WireMockTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  @Test
  @Witness(value = Row.OWN_CLIENT, kind = Witness.Kind.RECORDED)
  void it_stays_open() {
    answer(Recorded.secret(MAILJET.path(), LeakGuard.canary().text()));
    try (SecretsManagerClient client = Servers.admin(URI.create(address()))) {
      AwsSecretProvider over = AwsSecretProvider.of(client);
      over.fetch(MAILJET);
      over.close();

      assertThatIllegalStateException().isThrownBy(() -> over.fetch(MAILJET));
      assertThat(client.getSecretValue(r -> r.secretId("prod/mailjet")).name())
          .isEqualTo("prod/mailjet");
    }
  }

  private static Stream<ResponseDefinitionBuilder> refusals() {
    return Stream.of(Recorded.ACCESS_DENIED, Recorded.NOT_FOUND, Recorded.INTERNAL_SERVICE_ERROR);
  }

  @ParameterizedTest
  @MethodSource("refusals")
  @Witness(value = Row.OWN_CLIENT, kind = Witness.Kind.RECORDED)
  void its_refusals_are_those_of_a_store(ResponseDefinitionBuilder refusal) {
    answer(refusal);

    assertFailsAsAStore(address(), "10s", sdk -> {});
  }

  @Test
  void what_refuses_connections_is_told_as_by_a_store() {
    try (DeadAddress refusing = DeadAddress.refusing()) {
      assertFailsAsAStore(refusing.address().toString(), "10s", sdk -> {});
    }
  }

  @Test
  @Witness(value = Row.OWN_CLIENT, kind = Witness.Kind.RECORDED)
  void the_end_of_its_patience_is_told_as_by_a_store() {
    try (DeadAddress hung = DeadAddress.hung()) {
      String address = hung.address().toString();
      assertFailsAsAStore(address, "300ms", sdk -> sdk.apiCallTimeout(SHORT));
      assertFailsAsAStore(address, "300ms", sdk -> sdk.apiCallAttemptTimeout(SHORT));
    }
  }

  private static void assertFailsAsAStore(
      String address, String timeout, Consumer<ClientOverrideConfiguration.Builder> patience) {
    SecretException expected;
    try (SecretProvider store =
        new AwsSecretProviderFactory()
            .create(Stores.aws(address).text(AwsKeys.TIMEOUT, timeout).build())) {
      expected = failure(store);
    }
    try (SecretsManagerClient client =
        Servers.administrator(URI.create(address)).overrideConfiguration(patience).build()) {
      SecretException actual = failure(AwsSecretProvider.of(client));

      assertThat(actual).hasSameClassAs(expected).hasMessage(expected.getMessage()).hasNoCause();
      assertThat(actual.reason()).isEqualTo(expected.reason());
    }
  }

  private static SecretException failure(SecretProvider provider) {
    return catchThrowableOfType(SecretException.class, () -> provider.fetch(MAILJET));
  }

  /**
   * As next to apache-client, which most clients of the SDK bring along: the SDK then takes another
   * than Keyturn's, and did not know which: <a
   * href="https://github.com/awspring/spring-cloud-aws/issues/977">spring-cloud-aws#977</a>. It
   * remembers its choice, so a process of its own has to make it.
   */
  @Test
  @Witness(value = Row.HTTP_CLIENTS, kind = Witness.Kind.RECORDED)
  void another_http_client_on_the_class_path_is_no_matter_to_a_store() throws IOException {
    answer(Recorded.secret(MAILJET.path(), LeakGuard.canary().text()));
    String output =
        AwsProbe.output(
            Map.of(
                "AWS_ACCESS_KEY_ID",
                Stores.KEY_ID,
                "AWS_SECRET_ACCESS_KEY",
                LeakGuard.canary().text()),
            List.of(
                "-D"
                    + SdkSystemSetting.SYNC_HTTP_SERVICE_IMPL.property()
                    + "="
                    + Other.class.getName()),
            "aws region=eu-west-1 endpoint=" + address());
    LeakGuard.check(output);

    assertThat(AwsProbe.results(output)).as(output).containsExactly("fetched");
  }

  /** Another implementation, which the SDK takes where none is named. */
  public static final class Other implements SdkHttpService {
    /** Used by the SDK. */
    public Other() {}

    @Override
    public SdkHttpClient.Builder<?> createHttpClientBuilder() {
      throw new IllegalStateException("nobody asked for it");
    }
  }
}
