package io.keyturn.bench.start;

import io.keyturn.bench.ChildJvm;
import io.keyturn.bench.Figures;
import io.keyturn.bench.Median;
import io.keyturn.bench.Subject;
import io.keyturn.testservers.Moto;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * From the start of a JVM to its end, with one AWS secret read from moto in between, in
 * milliseconds, median of 20 starts in turns: {@code aws-cold.<bare|keyturn>}.
 *
 * <p>Each has only its own jars on the class path.
 */
public final class AwsColdStart implements Subject {
  private static final String SDK = "awssdk|eventstream|reactive-streams|slf4j";
  private static final Pattern BARE = Pattern.compile("keyturn-bench|" + SDK);
  private static final Pattern OURS =
      Pattern.compile("keyturn-(bench|secret-api|provider-aws)|/jackson-core-2|" + SDK);

  @Override
  public void measure(boolean quick, Figures to) throws IOException, InterruptedException {
    try (Moto moto = Moto.start()) {
      Map<String, String> variables = variables(moto.address());
      create(moto.address());
      Map<String, ProcessBuilder> all = new LinkedHashMap<>();
      all.put("bare", ChildJvm.of(List.of(), ClassPath.of(BARE), AwsBareMain.class));
      all.put("keyturn", ChildJvm.of(List.of(), ClassPath.of(OURS), AwsKeyturnMain.class));
      Map<String, List<Double>> times = new LinkedHashMap<>();
      for (int i = 0; i < (quick ? 2 : 20); i++) {
        for (Map.Entry<String, ProcessBuilder> one : all.entrySet()) {
          double millis = ChildJvm.run(one.getValue(), variables);
          times.computeIfAbsent(one.getKey(), who -> new ArrayList<>()).add(millis);
        }
      }
      times.forEach((who, millis) -> to.put("aws-cold." + who, Median.of(millis)));
    }
  }

  private static Map<String, String> variables(URI moto) {
    return Map.of(
        "AWS_REGION", "eu-west-1",
        "AWS_ENDPOINT_URL", moto.toString(),
        "AWS_ACCESS_KEY_ID", "nobody",
        "AWS_SECRET_ACCESS_KEY", "nothing",
        "KEYTURN_STORE", "aws",
        "KEYTURN_SECRETS_MAILJET_API_KEY", "aws://prod/mailjet");
  }

  private static void create(URI moto) {
    System.setProperty("aws.accessKeyId", "nobody");
    System.setProperty("aws.secretAccessKey", "nothing");
    try (SecretsManagerClient client =
        SecretsManagerClient.builder()
            .endpointOverride(moto)
            .region(Region.EU_WEST_1)
            .httpClient(UrlConnectionHttpClient.create())
            .build()) {
      client.createSecret(r -> r.name("prod/mailjet").secretString("a"));
    }
  }
}
