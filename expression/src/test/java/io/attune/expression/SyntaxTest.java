package io.attune.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors that are found when an expression is compiled: where they are, and what to write instead. */
class SyntaxTest {
    private static ExpressionSyntaxException refusal(String source) {
        try {
            Expression.compile(source);
        } catch (ExpressionSyntaxException refusal) {
            return refusal;
        }
        throw new AssertionError("compiled: " + source);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "a ==; 5; ends where a value is expected",
                "a = 1; 3; write == to compare",
                "a && b; 3; write 'and'",
                "!a; 1; write 'not'",
                "a AND b; 3; operators are written in lower case: and",
                "(a; 3; the bracket opened at column 1 is not closed",
                "'abc; 1; the string is not closed",
                "a b; 3; is an operator or a quote missing",
                "a.upper(); 1; methods cannot be called; write upper(a) instead",
                "a.b.upper(); 10; methods cannot be called",
                "lenght(a); 1; did you mean 'length'?",
                "a | defualt(1); 3; did you mean 'default'?",
                "a is definde; 3; did you mean 'defined'?",
                "a is odd(1); 3; takes 0 arguments, found 1",
                "replace(a, 'b'); 1; replace needs the argument 'new'; it is called replace(text, old, new, count?)",
                "abs(1, 2); 1; takes at most 1 arguments",
                "abs(n=1); 1; abs has no argument named 'n'",
                "replace(a, 'x', old='y', new='z'); 1; 'old' is given twice",
                "f(a=1, 2); 8; an argument without a name follows",
                "match('(', a); 1; not a regular expression",
                "match('(?=a)', a); 1; look-around",
                "1st; 2; names cannot start with a digit",
                "a.; 3; expected a name after the dot",
                "[1, 2; 6; elements are separated by commas",
                "{'a' 1}; 6; an object is written {'key': value}",
                "a ? b; 6; condition ? value : other",
                "$x; 1; names stand without a sign",
                "x == “a”; 6; straight quotes",
                "{% if a %}; 1; statement blocks {% %} are not supported",
                "{{ a + }}; 8; ends where a value is expected",
                "{{ }}; 4; the expression is empty",
                "and; 1; found the word 'and'",
            })
    void errorsNameTheirPlaceAndSayWhatToDo(String source, int column, String message) {
        ExpressionSyntaxException refusal = refusal(source);
        assertThat(refusal.explanation()).contains(message);
        assertThat(refusal.column()).as(refusal.explanation()).isEqualTo(column);
    }

    @Test
    void linesAreCounted() {
        ExpressionSyntaxException refusal = refusal("a == 1\n  and b ==\n  ");
        assertThat(refusal.line()).isEqualTo(3);
        assertThat(refusal.explanation()).contains("line 3, column 3");
    }

    @Test
    void sourceAndDepthAreBounded() {
        assertThat(refusal("'" + "x".repeat(Limits.SOURCE_LENGTH) + "'").message())
                .contains("longer than 8192");
        assertThat(refusal("(".repeat(500) + "1" + ")".repeat(500)).message()).contains("nested deeper");
        assertThat(refusal("not ".repeat(500) + "1").message()).contains("nested deeper");
        assertThat(refusal("-".repeat(500) + "1").message()).contains("nested deeper");
        assertThat(refusal("[".repeat(4000)).message()).contains("nested deeper");
        assertThat(refusal("1" + "+1".repeat(300)).message()).contains("in one chain");
        assertThat(refusal("a" + ".b".repeat(300)).message()).contains("in one chain");
        assertThat(refusal("a" + "|trim".repeat(300)).message()).contains("in one chain");
        assertThat(refusal("a" + " if a".repeat(300)).message()).contains("in one chain");
    }

    @Test
    void longListsOfAlternativesAreShallow() {
        Expression expression = Expression.compile("a == 1" + " or a == 2".repeat(700));
        assertThat(expression.test(Scope.of(Map.of("a", Json.of("2"))), Mode.CRITERIA))
                .isTrue();
    }

    @Test
    void patternsThatMultiplyAreRefused() {
        assertThat(refusal("match('((a{100}){100}){100}', x)").message()).contains("multiply");
        assertThat(refusal("match('a{1000}{1000}', x)").message()).containsAnyOf("multiply", "regular expression");
        assertThatThrownBy(() -> Expression.compile("match('" + "a".repeat(2000) + "', x)"))
                .hasMessageContaining("longer than 1000");
    }

    @Test
    void referencesAreKnown() {
        Expression expression =
                Expression.compile("event.payload.a[0].b | default(config.x) == item['k'] and now() in list(y)");
        assertThat(expression.references()).contains(List.of("event", "payload", "a", "0", "b"));
    }
}
