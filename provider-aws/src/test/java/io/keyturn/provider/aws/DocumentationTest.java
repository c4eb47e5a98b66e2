package io.keyturn.provider.aws;

import io.keyturn.testpages.Page;
import io.keyturn.testpages.WitnessTable;
import io.keyturn.testpages.WitnessTable.Witnessed;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The page says what the tests prove. */
final class DocumentationTest {
  private static final String PREFACE =
      "*Real* is against moto or AWS's agent, *recorded* against answers as AWS documents them;"
          + " *request* looks at what is sent, or sees that nothing is.\n\n";

  @Test
  void the_page_names_the_witnesses_of_each_row() throws Exception {
    new Page("aws.md")
        .assertSection(
            WitnessTable.section(Row.class, "provider-aws", PREFACE, DocumentationTest::witnessed));
  }

  private static Optional<Witnessed> witnessed(AnnotatedElement test) {
    return Optional.ofNullable(test.getAnnotation(Witness.class)).map(DocumentationTest::witnessed);
  }

  private static Witnessed witnessed(Witness witness) {
    String kind = witness.kind().name().toLowerCase(Locale.ROOT);
    return new Witnessed(List.of(witness.value()), "*" + kind + "*");
  }
}
