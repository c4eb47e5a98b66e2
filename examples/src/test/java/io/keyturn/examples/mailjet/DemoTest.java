package io.keyturn.examples.mailjet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mailjet.client.errors.MailjetUnauthorizedException;
import io.keyturn.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "KEYTURN_STORE",
        "KEYTURN_CONFIG",
        "KEYTURN_STORES_VAULT_ADDRESS",
        "KEYTURN_SECRETS_MAILJET_API_KEY"
      })
  void a_store_named_in_the_environment_ends_the_demo(String variable) {
    assertThat(Demo.wanted(Map.of(variable, "x"), new Properties())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"keyturn.store", "keyturn.config", "keyturn.stores.aws.region"})
  void a_store_named_in_a_system_property_ends_the_demo(String key) {
    Properties properties = new Properties();
    properties.setProperty(key, "x");

    assertThat(Demo.wanted(Map.of(), properties)).isFalse();
  }

  @Test
  void what_names_no_store_leaves_the_demo() {
    Map<String, String> environment =
        Map.of("MAILJET_API_KEY", "x", "KEYTURN_API_SERVICE_HOST", "10.0.0.1");

    assertThat(Demo.wanted(environment, System.getProperties())).isTrue();
  }

  @Test
  void an_empty_variable_leaves_the_demo() {
    assertThat(Demo.wanted(Map.of("KEYTURN_STORE", ""), new Properties())).isTrue();
  }

  @Test
  void the_old_key_ends_only_after_the_turn() throws Exception {
    try (MailjetStandIn standIn = MailjetStandIn.start();
        Demo demo = new Demo(Optional.of(standIn))) {
      Mailjet mailjet = new Mailjet(standIn.address());
      MailjetKeys old = keys(demo);
      demo.before(3, 4);
      MailjetKeys next = keys(demo);

      assertThat(mailjet.mailer(old).send("before the turn")).isEqualTo(200);
      demo.turned();
      demo.before(4, 4);
      assertThat(mailjet.mailer(next).send("after the turn")).isEqualTo(200);
      assertThatThrownBy(() -> mailjet.mailer(old).send("late"))
          .isInstanceOf(MailjetUnauthorizedException.class);
    }
  }

  @Test
  void nothing_of_it_stays_on_the_disk() throws Exception {
    Demo demo = new Demo(Optional.empty());
    assertThat(folder(demo)).isDirectory();

    demo.close();

    assertThat(folder(demo)).doesNotExist();
  }

  private static Path folder(Demo demo) {
    return Path.of(demo.configuration().getOrDefault("keyturn.stores.file.directory", ""));
  }

  private static MailjetKeys keys(Demo demo) throws IOException {
    List<Secret> values =
        Files.readAllLines(folder(demo).resolve("mailjet.env")).stream()
            .map(line -> Secret.of(line.substring(line.indexOf('=') + 1)))
            .toList();
    return new MailjetKeys(values.get(0), values.get(1));
  }
}
