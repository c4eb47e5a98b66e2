package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.ProviderSettings.Kind;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretLocation;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store that asks the agent may be given. */
final class AgentSettingsTest {
  private static final String ADDRESS = "http://localhost:2773";
  private static final String NO_ADDRESS =
      "agent is not an address of this machine such as http://localhost:2773";
  private static final String NO_TOKEN =
      "agent-token is missing: where the agent's token is, such as file:///var/run/awssmatoken";

  private static SecretProvider create(ProviderSettings.Builder settings) {
    return new AwsSecretProviderFactory().create(settings.build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ADDRESS,
        "http://localhost:2773/",
        "http://127.0.0.1:2773",
        "http://[::1]:2773",
        "HTTP://localhost"
      })
  void the_agent_is_on_this_machine(String address) {
    try (SecretProvider agent = create(Stores.agent(address, Stores::secret))) {
      assertThat(agent).hasToString("AgentSecretProvider[" + address + "]");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://localhost:2773",
        "http://agent:2773",
        "http://127.0.0.1.example.org:2773",
        "http://10.0.0.1:2773",
        "http://localhost:2773/secretsmanager/get",
        "http://localhost:2773?secretId=a",
        "http://localhost:2773#a"
      })
  void another_address_is_refused(String address) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> create(Stores.agent(address, Stores::secret)))
        .withMessage(NO_ADDRESS);
  }

  @Test
  void an_agent_without_a_token_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> create(ProviderSettings.builder("aws").text(AwsKeys.AGENT, ADDRESS)))
        .withMessage(NO_TOKEN);
  }

  @Test
  void a_token_without_an_agent_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                create(Stores.aws("http://localhost").secret(AwsKeys.AGENT_TOKEN, Stores::secret)))
        .withMessage("agent-token goes with agent; that is missing");
  }

  static Stream<ProviderSettings.Key> of_asking_aws_itself() {
    List<String> ofTheAgent = List.of("agent", "agent-token", "connect-timeout", "timeout");
    return new AwsSecretProviderFactory()
        .keys().stream().filter(key -> !ofTheAgent.contains(key.name()));
  }

  @ParameterizedTest
  @MethodSource("of_asking_aws_itself")
  void what_is_for_asking_aws_itself_is_refused(ProviderSettings.Key key) {
    ProviderSettings.Builder settings = Stores.agent(ADDRESS, Stores::secret);
    if (key.kind() == Kind.SECRET) {
      settings.secret(key, Stores::secret);
    } else {
      settings.text(key, text(key.kind()));
    }

    assertThatIllegalArgumentException()
        .isThrownBy(() -> create(settings))
        .withMessage(
            "agent is given together with "
                + key.name()
                + ", which are for asking AWS itself; with agent only agent-token,"
                + " connect-timeout and timeout are");
  }

  private static String text(Kind kind) {
    return switch (kind) {
      case TEXT, SECRET -> "anything";
      case URI -> "http://localhost";
      case DURATION -> "17s";
      case FLAG -> "true";
    };
  }

  @Test
  void all_that_is_wrong_is_told_at_once() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                create(
                    ProviderSettings.builder("aws")
                        .text(AwsKeys.AGENT, "http://agent:2773")
                        .text(AwsKeys.REGION, "eu-west-1")
                        .text(AwsKeys.PROFILE, "any")))
        .withMessageContainingAll(NO_ADDRESS, NO_TOKEN, "region, profile");
  }

  @Test
  void an_arn_of_any_region_is_asked_for() {
    SecretLocation arn =
        SecretLocation.parse(
            "aws://arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/mailjet-AbCdEf");
    try (SecretProvider agent = create(Stores.agent(ADDRESS, Stores::secret))) {
      assertThat(agent.normalize(arn)).isEqualTo(arn);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> agent.normalize(SecretLocation.parse("aws://a b")));
    }
  }

  @Test
  void a_closed_store_reads_nothing() {
    SecretProvider agent = create(Stores.agent(ADDRESS, Stores::secret));
    agent.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> agent.fetch(SecretLocation.parse("aws://prod/mailjet")));
  }
}
