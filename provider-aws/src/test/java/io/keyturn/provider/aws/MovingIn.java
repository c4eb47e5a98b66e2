package io.keyturn.provider.aws;

import com.amazonaws.secretsmanager.caching.SecretCache;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keyturn.Rotating;
import io.keyturn.SecretName;
import io.keyturn.Secrets;
import io.keyturn.secret.Secret;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The samples of "Moving in": what a program has, and what it gets. */
final class MovingIn {
  private MovingIn() {}

  /** What is made from the keys. */
  record Client(String apiKey, String secretKey) {
    int send(String text) {
      return text.length();
    }
  }

  // region keys
  record MailjetKeys(
      @SecretName("MAILJET_API_KEY") Secret apiKey,
      @SecretName("MAILJET_SECRET_KEY") Secret secretKey) {
    Client client() {
      return new Client(apiKey.exposeString(), secretKey.exposeString());
    }
  }

  // endregion

  static Client fromCachingJava(SecretCache cache) throws JsonProcessingException {
    // region caching-java
    JsonNode keys = new ObjectMapper().readTree(cache.getSecretString("prod/mailjet"));
    Client client =
        new Client(keys.get("MAILJET_API_KEY").asText(), keys.get("MAILJET_SECRET_KEY").asText());
    client.send("hello");
    // endregion
    return client;
  }

  static Secrets secrets() {
    // region secrets
    Secrets secrets = Secrets.builder().configured().require(MailjetKeys.class).build();
    // endregion
    return secrets;
  }

  static Rotating<Client> fromKeyturn(Secrets secrets) {
    // region client
    Rotating<Client> client = secrets.rotating(MailjetKeys.class).map(MailjetKeys::client);
    client.get().send("hello");
    // endregion
    return client;
  }

  @EnableAutoConfiguration
  static class Before {
    // region value
    @Bean
    Client client(
        @Value("${MAILJET_API_KEY}") String apiKey,
        @Value("${MAILJET_SECRET_KEY}") String secretKey) {
      return new Client(apiKey, secretKey);
    }
    // endregion
  }

  static class After {
    // region beans
    @Bean
    Secrets secrets() {
      return Secrets.builder().configured().require(MailjetKeys.class).build();
    }

    @Bean
    Rotating<Client> client(Secrets secrets) {
      return secrets.rotating(MailjetKeys.class).map(MailjetKeys::client);
    }
    // endregion
  }

  /** Runs all of it, turns when it is told to, and compares. */
  public static void main(String[] args) throws Exception {
    try (ConfigurableApplicationContext before = run(Before.class);
        ConfigurableApplicationContext after = run(After.class);
        SecretsManagerClient aws = SecretsManagerClient.create();
        SecretCache cache = new SecretCache(aws)) {
      Client spring = before.getBean(Client.class);
      Client cached = fromCachingJava(cache);
      String had = cache.getSecretString("prod/mailjet");
      Rotating<Client> client = fromKeyturn(after.getBean(Secrets.class));
      client.onRotation(
          turn -> {
            boolean other = !client.get().equals(spring);
            boolean old = cache.getSecretString("prod/mailjet").equals(had);
            System.out.println("turned: " + other + ", and caching-java has the old: " + old);
          });
      System.out.println("the same: " + (spring.equals(cached) && cached.equals(client.get())));
      System.in.read();
    }
  }

  /** Without Spring's own setup of the log, which is the test's. */
  private static ConfigurableApplicationContext run(Class<?> application) {
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    SpringApplication program = new SpringApplication(application);
    program.setDefaultProperties(Map.of("spring.main.banner-mode", "off"));
    return program.run();
  }
}
