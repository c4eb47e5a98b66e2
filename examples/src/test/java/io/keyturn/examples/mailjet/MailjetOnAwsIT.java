package io.keyturn.examples.mailjet;

import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.Moto;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/** The example with its keys in AWS Secrets Manager. */
class MailjetOnAwsIT extends BackendScenarios {
  private static final String NAME = "prod/mailjet";
  @AutoClose private static Moto moto;

  @BeforeAll
  static void startMoto() {
    moto = Moto.start();
  }

  @Override
  Example.Setup backend() {
    return Example.setup()
        .environment("KEYTURN_STORE", "aws")
        .environment("AWS_ENDPOINT_URL", moto.address())
        .environment("AWS_REGION", Region.EU_CENTRAL_1)
        .environment("AWS_ACCESS_KEY_ID", "anybody")
        .environment("AWS_SECRET_ACCESS_KEY", "anything")
        .property("keyturn.stores.aws.locations.MAILJET_API_KEY", NAME + "#api_key")
        .property("keyturn.stores.aws.locations.MAILJET_SECRET_KEY", NAME + "#secret_key");
  }

  @Override
  Stream<Example.Setup> watchedLogins() {
    return Stream.of(
        backend()
            .environment("AWS_SECRET_ACCESS_KEY", LeakGuard.canary().text())
            .environment("AWS_SESSION_TOKEN", LeakGuard.canary().text()));
  }

  @Override
  String library() {
    return "software.amazon.awssdk";
  }

  @Override
  void put(Pair pair) {
    try (SecretsManagerClient aws = client()) {
      try {
        aws.putSecretValue(request -> request.secretId(NAME).secretString(pair.json()));
      } catch (ResourceNotFoundException e) {
        aws.createSecret(request -> request.name(NAME).secretString(pair.json()));
      }
    }
  }

  private static SecretsManagerClient client() {
    return SecretsManagerClient.builder()
        .endpointOverride(moto.address())
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("anybody", "anything")))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  @Override
  void stop() {
    moto.stop();
  }

  @Override
  void restart() {
    moto.restart();
  }
}
