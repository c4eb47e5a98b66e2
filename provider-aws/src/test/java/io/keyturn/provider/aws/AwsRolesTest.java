package io.keyturn.provider.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.DeadAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Profiles that assume a role, with the STS of moto, or one that hangs. */
final class AwsRolesTest extends WireMockTest {
  private static final String STS = "aws.endpointUrlSts";
  private static final String OF_PROFILE =
      "; requests are signed with the profile of keyturn.stores.aws.profile";

  @TempDir private Path home;

  @BeforeEach
  void writeProfiles() throws IOException {
    answer(Recorded.secret("prod/mailjet", LeakGuard.canary().text()));
    Path token = Files.writeString(home.resolve("token"), LeakGuard.canary().text());
    String role = "role_arn = arn:aws:iam::123456789012:role/keyturn\n";
    Path config =
        Files.writeString(
            home.resolve("config"),
            "[profile role]\n"
                + role
                + "source_profile = base\nexternal_id = partner\n[profile chain]\n"
                + role
                + "source_profile = role\n[profile web]\n"
                + role
                + "web_identity_token_file = "
                + token
                + "\n[profile circle]\n"
                + role
                + "source_profile = circle\n"
                + "[profile base]\n"
                + "aws_access_key_id = AKIABASE\n"
                + "aws_secret_access_key = "
                + LeakGuard.canary().text()
                + "\naws_session_token = "
                + LeakGuard.canary().text()
                + "\n");
    System.setProperty("aws.configFile", config.toString());
    System.setProperty("aws.sharedCredentialsFile", home.resolve("none").toString());
    asksSts(Servers.moto().address());
  }

  @AfterEach
  void forgetProfiles() {
    System.clearProperty("aws.configFile");
    System.clearProperty("aws.sharedCredentialsFile");
    System.clearProperty(STS);
  }

  private static void asksSts(URI address) {
    System.setProperty(STS, address.toString());
  }

  @Test
  @Witness(value = Row.SECRECY, kind = Witness.Kind.REAL)
  void a_role_is_assumed_once_and_nothing_of_it_is_logged() {
    try (SecretProvider store = store("role", "10s")) {
      store.fetch(MAILJET);
      store.fetch(MAILJET);
    }

    assertSignedByRole();
    assertThat(requests("GetSecretValue"))
        .extracting(request -> request.getHeader("Authorization").replaceAll("/.*", ""))
        .containsOnly(
            requests("GetSecretValue").get(1).getHeader("Authorization").replaceAll("/.*", ""));
  }

  @Test
  @Witness(value = Row.PROFILE, kind = Witness.Kind.REAL)
  void a_role_is_assumed_by_a_role() {
    try (SecretProvider store = store("chain", "10s")) {
      store.fetch(MAILJET);
    }

    assertSignedByRole();
  }

  @Test
  @Witness(value = Row.WEB_IDENTITY, kind = Witness.Kind.REAL)
  void a_role_is_assumed_by_web_identity() {
    try (SecretProvider store = store("web", "10s")) {
      store.fetch(MAILJET);
    }

    assertSignedByRole();
  }

  private static void assertSignedByRole() {
    LoggedRequest request = requests("GetSecretValue").get(0);
    LeakGuard.guard(request.getHeader("X-Amz-Security-Token"));
    assertThat(request.getHeader("Authorization")).contains("Credential=ASIA");
  }

  @Test
  void a_profile_that_is_its_own_source_has_no_credentials() {
    try (SecretProvider store = store("circle", "10s")) {
      assertThat(catchThrowableOfType(SecretException.class, () -> store.fetch(MAILJET)).reason())
          .isEqualTo("the AWS SDK found no credentials" + OF_PROFILE);
    }
  }

  /**
   * As STS answers: <a
   * href="https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html">in XML</a>.
   */
  @Test
  void a_role_that_sts_refuses_is_denied_and_its_message_is_not_quoted() {
    String refusal =
        "<ErrorResponse"
            + " xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not"
            + " authorized to perform: sts:AssumeRole</Message>"
            + "</Error><RequestId>01234567-89ab-cdef-0123-456789abcdef</RequestId></ErrorResponse>";
    answer(
        post(anyUrl())
            .withRequestBody(containing("Action=AssumeRole"))
            .willReturn(
                aResponse()
                    .withStatus(403)
                    .withHeader("Content-Type", "text/xml")
                    .withBody(refusal)));
    asksSts(URI.create(address()));
    try (SecretProvider store = store("role", "10s")) {
      SecretException refused =
          catchThrowableOfType(SecretException.class, () -> store.fetch(MAILJET));

      assertThat(refused).isExactlyInstanceOf(SecretAccessDeniedException.class);
      assertThat(refused.reason()).isEqualTo("AccessDenied");
      assertThat(refused).hasNoCause().hasMessageNotContaining("not authorized");
    }
  }

  @Test
  void an_sts_that_hangs_is_given_up_in_time() {
    try (DeadAddress hung = DeadAddress.hung()) {
      asksSts(hung.address());
      try (SecretProvider store = store("role", "500ms")) {
        long start = System.nanoTime();
        SecretException first =
            catchThrowableOfType(SecretException.class, () -> store.fetch(MAILJET));

        assertThat(first).isExactlyInstanceOf(SecretUnavailableException.class);
        assertThat(first.reason()).isEqualTo("no credentials in time" + OF_PROFILE);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .isBetween(Duration.ofMillis(450), Duration.ofSeconds(3));
      }
    }
  }

  @Test
  void an_interrupt_ends_the_wait_for_credentials() throws Exception {
    try (DeadAddress hung = DeadAddress.hung()) {
      asksSts(hung.address());
      try (SecretProvider store = store("role", "60s")) {
        FutureTask<Boolean> flag =
            new FutureTask<>(
                () -> {
                  SecretException e =
                      catchThrowableOfType(SecretException.class, () -> store.fetch(MAILJET));
                  assertThat(e).isExactlyInstanceOf(SecretUnavailableException.class);
                  assertThat(e.reason()).isEqualTo("interrupted");
                  return Thread.currentThread().isInterrupted();
                });
        Thread reader = new Thread(flag);
        reader.start();
        while (reader.isAlive() && reader.getState() != Thread.State.TIMED_WAITING) {
          Thread.onSpinWait();
        }

        reader.interrupt();
        reader.join(2000);

        assertThat(flag.isDone()).as("ended").isTrue();
        assertThat(flag.get()).as("the flag").isTrue();
      }
    }
  }

  static Stream<ResponseDefinitionBuilder> troubles() {
    return Stream.of(
        aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
        aResponse().withStatus(503),
        aResponse().withFixedDelay(60_000));
  }

  /** That of the store's own region may be away together with its secrets. */
  @Witness(value = Row.FALLBACK_ROLE, kind = Witness.Kind.REAL)
  @ParameterizedTest
  @MethodSource("troubles")
  void a_role_is_asked_of_the_sts_of_the_region_that_is_asked(ResponseDefinitionBuilder trouble) {
    answer(sts(Stores.REGION).willReturn(trouble));
    answer(
        sts("eu-central-1")
            .willReturn(aResponse().proxiedFrom(Servers.moto().address().toString())));
    asksSts(URI.create(address()));
    ProviderSettings.Builder settings =
        settings("role", "8s")
            .text(AwsKeys.FALLBACK_REGIONS, "eu-central-1")
            .text(AwsKeys.FALLBACK_ENDPOINTS, address());

    try (SecretProvider store = new AwsSecretProviderFactory().create(settings.build())) {
      store.fetch(MAILJET);
    }

    assertSignedByRole();
    assertThat(signers())
        .singleElement()
        .satisfies(signer -> assertThat(signer).endsWith("/eu-central-1"));
  }

  private static MappingBuilder sts(String region) {
    return post(anyUrl()).withHeader("Authorization", containing("/" + region + "/sts/"));
  }

  private static SecretProvider store(String profile, String timeout) {
    return new AwsSecretProviderFactory().create(settings(profile, timeout).build());
  }

  private static ProviderSettings.Builder settings(String profile, String timeout) {
    Map<ProviderSettings.Key, String> keys =
        Map.of(
            AwsKeys.REGION,
            Stores.REGION,
            AwsKeys.ENDPOINT,
            address(),
            AwsKeys.PROFILE,
            profile,
            AwsKeys.TIMEOUT,
            timeout);
    ProviderSettings.Builder settings = ProviderSettings.builder("aws");
    keys.forEach(settings::text);
    return settings;
  }
}
