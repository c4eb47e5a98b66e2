package io.keyturn.provider.aws;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.keyturn.testservers.Moto;
import io.keyturn.testservers.SecretsManagerAgent;
import io.keyturn.testservers.Shared;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

/** The one moto of this JVM, which ends with it, and what tests put in front of it. */
final class Servers {
  private static final Shared<Moto> MOTO = new Shared<>(Moto::start);

  private Servers() {}

  static Moto moto() {
    return MOTO.get();
  }

  /** AWS's local agent over moto, with these lines of configuration; to be closed. */
  static SecretsManagerAgent agent(String... settings) {
    return agent(moto().address(), settings);
  }

  static SecretsManagerAgent agent(URI aws, String... settings) {
    List<String> lines = new ArrayList<>(List.of(settings));
    lines.add("region = \"" + Stores.REGION + "\"");
    return SecretsManagerAgent.start(aws, lines.toArray(String[]::new));
  }

  static WireMockServer wireMock() {
    WireMockServer server =
        new WireMockServer(
            WireMockConfiguration.options()
                .dynamicPort()
                .bindAddress("127.0.0.1")
                .preserveHostHeader(true) // it is signed
                .containerThreads(64));
    server.start();
    return server;
  }

  /** The SDK as an administrator of moto uses it. */
  static SecretsManagerClient admin(URI endpoint) {
    return administrator(endpoint).build();
  }

  static SecretsManagerClient admin(URI endpoint, AwsBasicCredentials keys) {
    return administrator(endpoint)
        .credentialsProvider(StaticCredentialsProvider.create(keys))
        .build();
  }

  static SecretsManagerClientBuilder administrator(URI endpoint) {
    return SecretsManagerClient.builder()
        .endpointOverride(endpoint)
        .region(Region.of(Stores.REGION))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("admin", "admin")))
        .httpClientBuilder(UrlConnectionHttpClient.builder());
  }
}
