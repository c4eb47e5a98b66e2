package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.testpages.ChildJvm;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WithoutSdkTest {
  @Test
  void only_the_login_by_aws_needs_the_aws_sdk_and_says_so() throws Exception {
    String classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("awssdk"))
            .collect(Collectors.joining(File.pathSeparator));
    try (ChildJvm child =
        new ChildJvm(ProcessBuilder::new, Map.of(), List.of(), classPath, WithoutSdk.class)) {
      child.end();

      assertThat(child.heard())
          .contains(
              "token is there",
              "approle is there",
              "jwt is there",
              "kubernetes is there",
              "userpass is there",
              "agent is there",
              "aws the login by aws needs software.amazon.awssdk:auth, which is not there; on the"
                  + " module path also --add-modules software.amazon.awssdk.auth");
    }
  }
}
