package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.ConnectProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which host is asked, as a proxy that lets nobody through sees it: "AWS Secrets Manager endpoints
 * and quotas" and "AWS Security Token Service endpoints and quotas", AWS General Reference.
 */
final class HostsTest {
  private static final SecretLocation MAILJET = SecretLocation.parse("aws://prod/mailjet");
  private static final String PLAIN = "secretsmanager.eu-west-1.amazonaws.com:443";
  private static final String FIPS = "secretsmanager-fips.eu-west-1.amazonaws.com:443";

  private ConnectProxy proxy;

  @BeforeEach
  void open() throws IOException {
    proxy = new ConnectProxy();
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    List.of("aws.configFile", "aws.sharedCredentialsFile", "aws.useFipsEndpoint")
        .forEach(System::clearProperty);
  }

  private ProviderSettings.Builder settings(String id, String region) {
    return ProviderSettings.builder(id)
        .text(AwsKeys.REGION, region)
        .text(AwsKeys.PROXY, proxy.address());
  }

  private ProviderSettings.Builder withKeys(String id, String region) {
    Secret key = Stores.secret();
    return settings(id, region)
        .secret(AwsKeys.ACCESS_KEY_ID, () -> Secret.of(Stores.KEY_ID))
        .secret(AwsKeys.SECRET_ACCESS_KEY, () -> key);
  }

  private static void ask(ProviderSettings.Builder settings) {
    try (SecretProvider store = new AwsSecretProviderFactory().create(settings.build())) {
      assertThatThrownBy(() -> store.fetch(MAILJET)).isInstanceOf(SecretUnavailableException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "eu-west-1, false, false, secretsmanager.eu-west-1.amazonaws.com",
    "us-gov-west-1, false, false, secretsmanager.us-gov-west-1.amazonaws.com",
    "cn-north-1, false, false, secretsmanager.cn-north-1.amazonaws.com.cn",
    "us-east-1, true, false, secretsmanager-fips.us-east-1.amazonaws.com",
    "us-gov-west-1, true, false, secretsmanager-fips.us-gov-west-1.amazonaws.com",
    "cn-north-1, true, false, secretsmanager-fips.cn-north-1.amazonaws.com.cn",
    "cn-north-1, true, true, secretsmanager-fips.cn-north-1.api.amazonwebservices.com.cn",
  })
  @Witness(
      value = {Row.REGION, Row.PROXY, Row.VARIANT},
      kind = Witness.Kind.REQUEST)
  void secrets_manager_has_a_host_for_each_region(
      String region, String fips, String dualStack, String host) {
    ask(withKeys("aws-x", region).text(AwsKeys.FIPS, fips).text(AwsKeys.DUAL_STACK, dualStack));

    assertThat(proxy.tunnels()).isNotEmpty().containsOnly(host + ":443");
  }

  @ParameterizedTest
  @CsvSource({
    "eu-west-1, false, false, sts.eu-west-1.amazonaws.com",
    "cn-north-1, false, false, sts.cn-north-1.amazonaws.com.cn",
    "us-east-1, true, false, sts-fips.us-east-1.amazonaws.com",
    "eu-west-1, false, true, sts.eu-west-1.api.aws",
    "us-east-1, true, true, sts-fips.us-east-1.api.aws",
  })
  @Witness(value = Row.VARIANT, kind = Witness.Kind.REQUEST)
  void sts_has_them_too(
      String region, String fips, String dualStack, String host, @TempDir Path home)
      throws IOException {
    useConfig(home, "");
    ask(
        settings("aws-x", region)
            .text(AwsKeys.PROFILE, "role")
            .text(AwsKeys.FIPS, fips)
            .text(AwsKeys.DUAL_STACK, dualStack));

    assertThat(proxy.tunnels()).isNotEmpty().containsOnly(host + ":443");
  }

  /** It has a profile {@code role}; the lines are of the default one. */
  private static Path useConfig(Path home, String lines) throws IOException {
    Path config =
        Files.writeString(
            home.resolve("config"),
            """
            [default]
            %s
            [profile role]
            role_arn = arn:aws:iam::123456789012:role/keyturn
            source_profile = base
            [profile base]
            aws_access_key_id = AKIABASE
            aws_secret_access_key = %s
            """
                .formatted(lines, LeakGuard.canary().text()));
    System.setProperty("aws.configFile", config.toString());
    System.setProperty("aws.sharedCredentialsFile", home.resolve("none").toString());
    return config;
  }

  @Test
  @Witness(value = Row.VPC, kind = Witness.Kind.REQUEST)
  void the_endpoint_of_a_vpc_is_asked_as_it_is() {
    String host = "vpce-1a2b3c4d-5e6f.secretsmanager.eu-west-1.vpce.amazonaws.com";
    ask(withKeys("aws-x", Stores.REGION).text(AwsKeys.ENDPOINT, "https://" + host));

    assertThat(proxy.tunnels()).isNotEmpty().containsOnly(host + ":443");
  }

  @Test
  void the_profiles_fips_is_for_the_store_aws(@TempDir Path home) throws IOException {
    useConfig(home, "use_fips_endpoint = true");
    ask(withKeys("aws", Stores.REGION));
    assertThat(proxy.tunnels()).isNotEmpty().containsOnly(FIPS);

    ask(withKeys("aws-x", Stores.REGION));
    assertThat(proxy.tunnels()).contains(PLAIN);
  }

  @Test
  void the_key_comes_before_the_property_and_that_before_the_profile(@TempDir Path home)
      throws IOException {
    useConfig(home, "use_fips_endpoint = true");
    System.setProperty("aws.useFipsEndpoint", "false");
    ask(withKeys("aws", Stores.REGION));
    assertThat(proxy.tunnels()).isNotEmpty().containsOnly(PLAIN);

    ask(withKeys("aws", Stores.REGION).text(AwsKeys.FIPS, "true"));
    assertThat(proxy.tunnels()).contains(FIPS);
  }

  /** Of the environment, so in a process of its own. */
  @Test
  @Witness(value = Row.VARIANT, kind = Witness.Kind.REQUEST)
  void the_variables_are_for_the_store_aws() throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("AWS_REGION", "cn-north-1");
    environment.put("AWS_USE_FIPS_ENDPOINT", "TRUE");
    environment.put("AWS_USE_DUALSTACK_ENDPOINT", "true");
    environment.put("AWS_ACCESS_KEY_ID", Stores.KEY_ID);
    environment.put("AWS_SECRET_ACCESS_KEY", LeakGuard.canary().text());
    environment.put("HTTPS_PROXY", proxy.address());
    LeakGuard.check(AwsProbe.output(environment, List.of(), "aws", "aws dual-stack=false"));

    assertThat(proxy.tunnels().stream().distinct())
        .containsExactly(
            "secretsmanager-fips.cn-north-1.api.amazonwebservices.com.cn:443",
            "secretsmanager-fips.cn-north-1.amazonaws.com.cn:443");
  }

  /** Not even where they are malformed. */
  @Test
  @Witness(value = Row.VARIANT, kind = Witness.Kind.REQUEST)
  void what_variables_and_profile_say_is_not_for_stores_of_other_ids(@TempDir Path home)
      throws IOException {
    Path config = useConfig(home, "use_dualstack_endpoint = nonsense");
    Map<String, String> environment = new HashMap<>();
    environment.put("AWS_USE_FIPS_ENDPOINT", "true");
    environment.put("AWS_CONFIG_FILE", config.toString());
    environment.put("AWS_SHARED_CREDENTIALS_FILE", home.resolve("none").toString());
    LeakGuard.check(
        AwsProbe.output(
            environment,
            List.of(),
            "aws-x region=eu-west-1 profile=base proxy=" + proxy.address(),
            "aws-x region=eu-west-1 profile=base proxy="
                + proxy.address()
                + " endpoint=https://sm.example.internal:8443"));

    assertThat(proxy.tunnels().stream().distinct())
        .containsExactly(PLAIN, "sm.example.internal:8443");
  }
}
