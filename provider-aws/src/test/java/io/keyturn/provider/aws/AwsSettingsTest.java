package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProviderFactory;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What each key does. Timeouts are in {@link AwsPatienceTest}, profiles in {@link
 * AwsEnvironmentTest}.
 */
final class AwsSettingsTest extends WireMockTest {
  private static final String KEY_ID_OF_A_FILE = " AKIAFILE\r\n";

  @BeforeEach
  void answerAll() {
    answer(Recorded.secret("prod/mailjet", LeakGuard.canary().text()));
  }

  @Test
  void the_factory_is_found_by_its_type() {
    List<Class<? extends SecretProviderFactory>> found =
        ServiceLoader.load(SecretProviderFactory.class).stream()
            .<Class<? extends SecretProviderFactory>>map(ServiceLoader.Provider::type)
            .toList();

    assertThat(found).contains(AwsSecretProviderFactory.class);
    assertThat(
            AwsSecretProviderFactory.class.getAnnotation(SecretProviderFactory.Type.class).value())
        .isEqualTo("aws");
  }

  @Test
  @Witness(value = Row.REGION, kind = Witness.Kind.REQUEST)
  void the_region_is_signed_for() {
    fetch(Stores.aws(address()).text(AwsKeys.REGION, "ap-southeast-2"));

    assertThat(request().getHeader("Authorization"))
        .contains("/ap-southeast-2/secretsmanager/aws4_request");
  }

  @Test
  void keys_and_session_token_are_read_again_for_every_request() {
    Iterator<String> ids = List.of("AKIAFIRST", "AKIASECOND").iterator();
    Secret first = Stores.secret();
    Secret second = Stores.secret();
    Iterator<Secret> tokens = List.of(first, second).iterator();
    ProviderSettings settings =
        Stores.aws(address())
            .secret(AwsKeys.ACCESS_KEY_ID, () -> Secret.of(ids.next()))
            .secret(AwsKeys.SESSION_TOKEN, tokens::next)
            .build();

    try (SecretProvider rotated = new AwsSecretProviderFactory().create(settings)) {
      rotated.fetch(MAILJET);
      rotated.fetch(MAILJET);
    }

    assertThat(requests("GetSecretValue"))
        .extracting(request -> keyId(request))
        .containsExactly("AKIAFIRST", "AKIASECOND");
    assertThat(first.matches(token(0)) && second.matches(token(1))).as("the tokens sent").isTrue();
  }

  private static String keyId(LoggedRequest request) {
    String authorization = request.getHeader("Authorization");
    return authorization.substring(authorization.indexOf('=') + 1, authorization.indexOf('/'));
  }

  private static Secret token(int index) {
    return Secret.of(requests("GetSecretValue").get(index).getHeader("X-Amz-Security-Token"));
  }

  @Test
  void another_secret_key_is_another_signature() {
    fetch(Stores.aws(address()));
    fetch(Stores.aws(address()));

    assertThat(requests("GetSecretValue"))
        .extracting(request -> request.getHeader("Authorization"))
        .doesNotHaveDuplicates();
  }

  @Test
  void a_credential_that_cannot_be_read_is_a_failure_at_the_location_asked() {
    SecretLocation place = SecretLocation.parse("file://key");

    SecretException missing = failure(new SecretNotFoundException(place, "no such file"));
    SecretException away = failure(new SecretUnavailableException(place, "no disk"));

    assertThat(missing).isExactlyInstanceOf(SecretAccessDeniedException.class);
    assertThat(missing.location()).isEqualTo(MAILJET);
    assertThat(away).isExactlyInstanceOf(SecretUnavailableException.class);
  }

  /** As a file has them. */
  @Test
  void white_space_around_credentials_is_none_of_them() {
    String token = LeakGuard.canary().text();
    fetch(
        Stores.aws(address(), KEY_ID_OF_A_FILE)
            .secret(AwsKeys.SESSION_TOKEN, () -> Secret.of(token + "\n")));

    assertThat(keyId(request())).isEqualTo(KEY_ID_OF_A_FILE.strip());
    assertThat(token(0).matches(Secret.of(token))).as("the token sent").isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"access-key-id", "secret-access-key", "session-token"})
  void a_credential_with_other_characters_than_those_of_aws_is_denied_by_its_origin(String name) {
    ProviderSettings.Key key = key(name);
    for (String wrong : List.of("%s\n%s", "%s\u00e9%s", "%s %s")) {
      Secret credential =
          Secret.of(wrong.formatted(LeakGuard.canary().text(), LeakGuard.canary().text()));

      SecretException denied = failure(Stores.aws(address()).secret(key, () -> credential));

      assertThat(denied).isExactlyInstanceOf(SecretAccessDeniedException.class).hasNoCause();
      assertThat(denied.reason())
          .isEqualTo(
              name
                  + " is blank or has characters that no credential of AWS has (keyturn.stores.aws."
                  + name
                  + ")");
    }
    assertThat(requests("GetSecretValue")).isEmpty();
  }

  @Test
  void a_blank_credential_is_denied_by_its_origin() {
    SecretException denied =
        failure(
            Stores.aws(address())
                .secret(AwsKeys.SECRET_ACCESS_KEY, () -> Secret.of("\n"))
                .origin(AwsKeys.SECRET_ACCESS_KEY, "file://key"));

    assertThat(denied).isExactlyInstanceOf(SecretAccessDeniedException.class);
    assertThat(denied.reason())
        .isEqualTo(
            "secret-access-key is blank or has characters that no credential of AWS has"
                + " (file://key)");
  }

  private static SecretException failure(SecretException credential) {
    return failure(
        Stores.aws(address())
            .secret(
                AwsKeys.SECRET_ACCESS_KEY,
                () -> {
                  throw credential;
                }));
  }

  private static SecretException failure(ProviderSettings.Builder settings) {
    return catchThrowableOfType(SecretException.class, () -> fetch(settings));
  }

  @Test
  void settings_that_do_not_fit_are_refused_together() {
    ProviderSettings settings =
        ProviderSettings.builder("eu")
            .text(AwsKeys.REGION, "Frankfurt am Main")
            .secret(AwsKeys.ACCESS_KEY_ID, AwsSettingsTest::unread)
            .secret(AwsKeys.SESSION_TOKEN, AwsSettingsTest::unread)
            .build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AwsSecretProviderFactory().create(settings))
        .withMessage(
            "access-key-id and secret-access-key go together; one is missing\n"
                + "region is not a region such as eu-west-1");
  }

  /** As the SDK does: its clients cannot be built then, whatever the store's keys are. */
  @Test
  void files_that_cannot_be_read_are_named_and_not_quoted(@TempDir Path home) throws IOException {
    Path credentials =
        Files.writeString(
            home.resolve("credentials"), "[default]\n" + LeakGuard.canary().text() + "\n");
    System.setProperty("aws.sharedCredentialsFile", credentials.toString());
    try {
      ProviderSettings settings = Stores.aws(address()).build();

      assertThatIllegalArgumentException()
          .isThrownBy(() -> new AwsSecretProviderFactory().create(settings))
          .withNoCause()
          .withMessageContaining("AWS_SHARED_CREDENTIALS_FILE");
    } finally {
      System.clearProperty("aws.sharedCredentialsFile");
    }
  }

  @Test
  void a_profile_that_is_nowhere_is_refused() {
    ProviderSettings settings =
        Stores.aws(address()).text(AwsKeys.PROFILE, "no-such-profile").build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AwsSecretProviderFactory().create(settings))
        .withMessageStartingWith(
            "profile and access-key-id are both given; which credentials are meant?\n"
                + "profile is in none");
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://127.0.0.1:1, is neither http nor https",
    "http://127.0.0.1:1/p?q=1, ends with a query or fragment",
    "https://127.0.0.1:1/#f, ends with a query or fragment"
  })
  void an_endpoint_that_cannot_be_asked_is_refused(String endpoint, String problem) {
    assertRefused(
        Stores.aws(endpoint).text(AwsKeys.REGION, "Frankfurt am Main"),
        "endpoint " + problem + "\nregion is not a region such as eu-west-1");
  }

  @ParameterizedTest
  @CsvSource({
    "aws.endpointUrl, ftp://127.0.0.1:1, is neither http nor https",
    "aws.endpointUrl, localhost:5000, is neither http nor https",
    "aws.endpointUrl, garbage, is neither http nor https",
    "aws.endpointUrl, http://a b, is not an address",
    "aws.endpointUrl, http:///path, is not an address",
    "aws.endpointUrlSecretsManager, http://a/?q, ends with a query or fragment",
  })
  void an_endpoint_of_the_environment_that_cannot_be_asked_is_refused(
      String property, String endpoint, String problem) {
    withProperty(
        property, endpoint, () -> assertRefused(withoutEndpoint("aws"), property + " " + problem));
  }

  @Test
  void an_endpoint_of_the_profile_that_cannot_be_asked_is_refused(@TempDir Path home)
      throws IOException {
    Path config = home.resolve("config");
    withProperty(
        "aws.configFile",
        config.toString(),
        () -> {
          write(config, "[default]\nendpoint_url = ftp://a\n");
          assertRefused(
              withoutEndpoint("aws"), "endpoint_url of the AWS profile is neither http nor https");
          write(
              config,
              """
              [default]
              services = here
              [services here]
              secrets_manager =
                endpoint_url = ftp://a
              """);
          assertRefused(
              withoutEndpoint("aws"),
              "secrets_manager.endpoint_url of the AWS profile is neither http nor https");
        });
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"fips, aws.useFipsEndpoint", "dual-stack, aws.useDualstackEndpoint"})
  @Witness(value = Row.VARIANT_AND_ENDPOINT, kind = Witness.Kind.REQUEST)
  void a_variant_of_awss_address_and_an_endpoint_are_refused_with_both_sources(
      String name, String property) {
    ProviderSettings.Key key = key(name);
    String rest =
        " exclude each other, since an address that is given is asked as it is; leave one out, or"
            + " set "
            + name
            + " to false";
    assertRefused(
        Stores.of("aws-x", address(), Stores.KEY_ID).text(key, "true"),
        "endpoint and " + name + rest);
    withProperty(
        property,
        "true",
        () -> {
          assertRefused(Stores.aws(address()), "endpoint and " + property + rest);
          withProperty(
              "aws.endpointUrl",
              address(),
              () ->
                  assertRefused(withoutEndpoint("aws"), "aws.endpointUrl and " + property + rest));
          fetch(Stores.aws(address()).text(key, "false"));
          fetch(Stores.of("aws-x", address(), Stores.KEY_ID));
        });
  }

  @ParameterizedTest
  @CsvSource({
    "true, aws.endpointUrlSts and fips exclude each other",
    "false, aws.endpointUrlSts is neither http nor https"
  })
  void an_endpoint_of_sts_that_cannot_be_asked_is_refused_for_roles(
      String fips, String problem, @TempDir Path home) throws IOException {
    Path config =
        Files.writeString(
            home.resolve("config"),
            """
            [profile role]
            role_arn = arn:aws:iam::123456789012:role/keyturn
            credential_source = Environment
            """);
    ProviderSettings.Builder settings =
        withoutEndpoint("aws").text(AwsKeys.FIPS, fips).text(AwsKeys.PROFILE, "role");
    withProperty(
        "aws.configFile",
        config.toString(),
        () ->
            withProperty(
                "aws.endpointUrlSts",
                fips.equals("true") ? address() : "ftp://a",
                () ->
                    assertThatIllegalArgumentException()
                        .isThrownBy(() -> new AwsSecretProviderFactory().create(settings.build()))
                        .withMessageStartingWith(problem)));
  }

  @Test
  void a_variant_that_is_neither_wanted_nor_not_is_refused() {
    withProperty(
        "aws.useFipsEndpoint",
        "yes",
        () ->
            assertRefused(Stores.aws(address()), "aws.useFipsEndpoint is neither true nor false"));
    withProperty("aws.useFipsEndpoint", " ", () -> fetch(Stores.aws(address())));
  }

  @Test
  void what_is_blank_does_not_hide_what_the_profile_says(@TempDir Path home) throws IOException {
    Path config =
        Files.writeString(home.resolve("config"), "[default]\nuse_fips_endpoint = true\n");
    withProperty(
        "aws.configFile",
        config.toString(),
        () ->
            withProperty(
                "aws.useFipsEndpoint",
                " ",
                () ->
                    assertRefused(
                        Stores.aws(address()),
                        "endpoint and use_fips_endpoint of the AWS profile exclude each other, since"
                            + " an address that is given is asked as it is; leave one out, or set"
                            + " fips to false")));
  }

  private static ProviderSettings.Key key(String name) {
    return new AwsSecretProviderFactory()
        .keys().stream().filter(key -> key.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void the_environments_endpoint_is_not_for_stores_of_other_ids() {
    withProperty(
        "aws.endpointUrl",
        "ftp://127.0.0.1:1",
        () -> fetch(Stores.of("aws-eu", address(), Stores.KEY_ID)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"aws.endpointUrl", "aws.endpointUrlSecretsManager"})
  void what_keeps_the_sdk_from_making_any_client_is_refused(String property) {
    withProperty(
        property,
        "http://a b",
        () ->
            assertThatIllegalArgumentException()
                .isThrownBy(
                    () -> new AwsSecretProviderFactory().create(withoutEndpoint("aws-eu").build()))
                .withNoCause()
                .withMessageContaining("AWS_ENDPOINT_URL"));
  }

  private static ProviderSettings.Builder withoutEndpoint(String id) {
    return ProviderSettings.builder(id).text(AwsKeys.REGION, Stores.REGION);
  }

  private static void assertRefused(ProviderSettings.Builder settings, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AwsSecretProviderFactory().create(settings.build()))
        .withNoCause()
        .withMessage(message);
  }

  private static void withProperty(String name, String value, Runnable test) {
    System.setProperty(name, value);
    try {
      test.run();
    } finally {
      System.clearProperty(name);
    }
  }

  private static Secret unread() {
    throw new AssertionError("a credential is read at a request, not at start");
  }

  private static void fetch(ProviderSettings.Builder settings) {
    try (SecretProvider store = new AwsSecretProviderFactory().create(settings.build())) {
      store.fetch(MAILJET);
    }
  }

  private static LoggedRequest request() {
    return requests("GetSecretValue").get(0);
  }
}
