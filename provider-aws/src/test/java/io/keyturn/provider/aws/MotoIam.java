package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/** Users of moto's IAM, to be made before moto enforces what they may do. */
final class MotoIam {
  private static final Pattern KEYS =
      Pattern.compile(
          "(?s)<AccessKeyId>(.*)</AccessKeyId>.*<SecretAccessKey>(.*)</SecretAccessKey>");

  private final URI moto;

  MotoIam(URI moto) {
    this.moto = moto;
  }

  /**
   * The keys of a new user who may do this.
   *
   * <p>Moto checks each call to Secrets Manager against the resource {@code *} alone, so a
   * statement with another one would never allow anything: its {@code iam/access_control.py}.
   */
  AwsBasicCredentials user(String name, List<String> actions)
      throws IOException, InterruptedException {
    String policy =
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\""
            + String.join("\",\"", actions)
            + "\"],\"Resource\":\"*\"}]}";
    ask("Action=CreateUser&UserName=" + name);
    ask(
        "Action=PutUserPolicy&PolicyName=p&UserName="
            + name
            + "&PolicyDocument="
            + URLEncoder.encode(policy, StandardCharsets.UTF_8));
    Matcher keys = KEYS.matcher(ask("Action=CreateAccessKey&UserName=" + name));
    assertThat(keys.find()).as("moto has made keys").isTrue();
    LeakGuard.guard(keys.group(2));
    return AwsBasicCredentials.create(keys.group(1), keys.group(2));
  }

  /** IAM by its Query API; its part of the SDK is not worth a jar here. */
  private String ask(String form) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(moto.resolve("/"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=admin/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=none")
            .POST(HttpRequest.BodyPublishers.ofString(form + "&Version=2010-05-08"))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
