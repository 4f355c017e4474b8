package io.attune.expression.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import io.attune.expression.Limits;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Arithmetic of the language: integers are exact up to {@link Limits#INTEGER_BITS}, everything else is a double, and a result that
 * JSON cannot hold is an error. Quotients and remainders follow Jinja2, whole quotients of integers excepted (D20).
 */
public final class Numbers {
    /** Beyond this a double no longer holds every integer. */
    private static final long EXACT_IN_DOUBLE = 1L << 53;

    private Numbers() {}

    public static JsonNode of(long value) {
        return (int) value == value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
    }

    public static JsonNode of(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new ValueError("the result is not a finite number");
        }
        return DoubleNode.valueOf(value);
    }

    static JsonNode of(BigInteger value) {
        if (value.bitLength() < Long.SIZE) {
            return of(value.longValue());
        }
        if (value.bitLength() > Limits.INTEGER_BITS) {
            throw new ValueError("the result has more than " + Limits.INTEGER_BITS + " bits");
        }
        return BigIntegerNode.valueOf(value);
    }

    static boolean isZero(JsonNode value) {
        return value.isBigInteger() ? value.bigIntegerValue().signum() == 0 : value.doubleValue() == 0;
    }

    public static int compare(JsonNode left, JsonNode right) {
        if (isLong(left) && isLong(right)) {
            return Long.compare(left.longValue(), right.longValue());
        }
        if (isExact(left) && isExact(right)) {
            double a = left.doubleValue();
            double b = right.doubleValue();
            return a < b ? -1 : a > b ? 1 : 0;
        }
        if (isInfinite(left) || isInfinite(right)) {
            return Double.compare(left.doubleValue(), right.doubleValue());
        }
        return left.decimalValue().compareTo(right.decimalValue());
    }

    /** JSON text such as 1e999 is read as an infinite double. */
    private static boolean isInfinite(JsonNode value) {
        return (value.isDouble() || value.isFloat()) && Double.isInfinite(value.doubleValue());
    }

    /** The exact decimal of a number, within the range of a double: a decimal such as 1e999999999 must not be written out. */
    static BigDecimal decimal(JsonNode value) {
        if (value.isIntegralNumber()) {
            return new BigDecimal(value.bigIntegerValue());
        }
        double number = value.doubleValue();
        if (Double.isInfinite(number) || Double.isNaN(number)) {
            throw new ValueError("the number is too large");
        }
        return new BigDecimal(number);
    }

    public static JsonNode add(JsonNode left, JsonNode right) {
        if (isLong(left) && isLong(right)) {
            long a = left.longValue();
            long b = right.longValue();
            long sum = a + b;
            boolean overflow = ((a ^ sum) & (b ^ sum)) < 0;
            return overflow ? of(BigInteger.valueOf(a).add(BigInteger.valueOf(b))) : of(sum);
        }
        return integers(left, right)
                ? of(left.bigIntegerValue().add(right.bigIntegerValue()))
                : of(left.doubleValue() + right.doubleValue());
    }

    public static JsonNode subtract(JsonNode left, JsonNode right) {
        return integers(left, right)
                ? of(left.bigIntegerValue().subtract(right.bigIntegerValue()))
                : of(left.doubleValue() - right.doubleValue());
    }

    public static JsonNode multiply(JsonNode left, JsonNode right) {
        return integers(left, right)
                ? of(left.bigIntegerValue().multiply(right.bigIntegerValue()))
                : of(left.doubleValue() * right.doubleValue());
    }

    /** An integer when both are and the division is exact, else a double. */
    public static JsonNode divide(JsonNode left, JsonNode right) {
        refuseZero(right);
        if (!integers(left, right)) {
            return of(left.doubleValue() / right.doubleValue());
        }
        BigInteger[] parts = left.bigIntegerValue().divideAndRemainder(right.bigIntegerValue());
        if (parts[1].signum() == 0) {
            return of(parts[0]);
        }
        return isExact(left) && isExact(right)
                ? of(left.doubleValue() / right.doubleValue())
                : of(left.decimalValue()
                        .divide(right.decimalValue(), MathContext.DECIMAL128)
                        .doubleValue());
    }

    public static JsonNode floorDivide(JsonNode left, JsonNode right) {
        refuseZero(right);
        if (!integers(left, right)) {
            return of(floorQuotient(left.doubleValue(), right.doubleValue()));
        }
        BigInteger[] parts = left.bigIntegerValue().divideAndRemainder(right.bigIntegerValue());
        boolean roundDown = parts[1].signum() != 0
                && parts[1].signum() != right.bigIntegerValue().signum();
        return of(roundDown ? parts[0].subtract(BigInteger.ONE) : parts[0]);
    }

    /** The remainder has the sign of the divisor. */
    public static JsonNode remainder(JsonNode left, JsonNode right) {
        refuseZero(right);
        if (!integers(left, right)) {
            return of(floorRemainder(left.doubleValue(), right.doubleValue()));
        }
        BigInteger divisor = right.bigIntegerValue();
        BigInteger remainder = left.bigIntegerValue().remainder(divisor);
        boolean otherSign = remainder.signum() != 0 && remainder.signum() != divisor.signum();
        return of(otherSign ? remainder.add(divisor) : remainder);
    }

    public static JsonNode power(JsonNode base, JsonNode exponent) {
        if (isZero(base) && exponent.doubleValue() < 0) {
            throw new ValueError("zero cannot have a negative power");
        }
        if (integers(base, exponent) && exponent.bigIntegerValue().signum() >= 0) {
            return integerPower(base.bigIntegerValue(), exponent.bigIntegerValue());
        }
        return of(Math.pow(base.doubleValue(), exponent.doubleValue()));
    }

    private static JsonNode integerPower(BigInteger base, BigInteger exponent) {
        if (base.abs().bitLength() <= 1) {
            // 0, 1 and -1 have any power at once; the largest exponent may not even fit an int.
            boolean even = !exponent.testBit(0);
            return of(exponent.signum() == 0 || (base.signum() < 0 && even) ? BigInteger.ONE : base);
        }
        BigInteger bits = exponent.multiply(BigInteger.valueOf(base.bitLength() - 1L));
        if (bits.compareTo(BigInteger.valueOf(Limits.INTEGER_BITS)) > 0) {
            throw new ValueError("the result has more than " + Limits.INTEGER_BITS + " bits");
        }
        return of(base.pow(exponent.intValueExact()));
    }

    public static JsonNode negate(JsonNode value) {
        return value.isIntegralNumber() ? of(value.bigIntegerValue().negate()) : of(-value.doubleValue());
    }

    public static JsonNode absolute(JsonNode value) {
        return value.isIntegralNumber() ? of(value.bigIntegerValue().abs()) : of(Math.abs(value.doubleValue()));
    }

    /** To {@code digits} places after the point (none: an integer; negative: tens, hundreds). */
    static JsonNode round(JsonNode value, int digits, RoundingMode mode) {
        if (digits == 0) {
            return of(decimal(value).setScale(0, mode).toBigInteger());
        }
        // Rounds what a reader sees: 2.675 to two places is 2.68, though the double lies just below.
        BigDecimal seen = value.isIntegralNumber()
                ? decimal(value)
                : new BigDecimal(Double.toString(decimal(value).doubleValue()));
        BigDecimal rounded = seen.setScale(digits, mode);
        return value.isIntegralNumber() ? of(rounded.toBigInteger()) : of(rounded.doubleValue());
    }

    /** As Jinja2 writes it: the shortest digits that read back equal, with an exponent only below 1e-4 and from 1e16. */
    public static String text(JsonNode value) {
        if (value.isIntegralNumber() || value.isBigDecimal()) {
            return value.asText();
        }
        double number = value.doubleValue();
        if (number == 0) {
            return Double.toString(number);
        }
        BigDecimal shortest = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = shortest.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        String digits = shortest.unscaledValue().abs().toString();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        String sign = number < 0 ? "-" : "";
        String padded = Math.abs(exponent) < 10 ? "0" + Math.abs(exponent) : Integer.toString(Math.abs(exponent));
        return sign + mantissa + "e" + (exponent < 0 ? "-" : "+") + padded;
    }

    private static double floorQuotient(double left, double right) {
        double remainder = left % right;
        double quotient = (left - remainder) / right;
        if (remainder != 0 && right < 0 != remainder < 0) {
            quotient -= 1;
        }
        if (quotient == 0) {
            return Math.copySign(0.0, left / right);
        }
        double floor = Math.floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }

    private static double floorRemainder(double left, double right) {
        double remainder = left % right;
        if (remainder == 0) {
            return Math.copySign(0.0, right);
        }
        return right < 0 != remainder < 0 ? remainder + right : remainder;
    }

    private static void refuseZero(JsonNode divisor) {
        if (isZero(divisor)) {
            throw new ValueError("division by zero");
        }
    }

    private static boolean integers(JsonNode left, JsonNode right) {
        return left.isIntegralNumber() && right.isIntegralNumber();
    }

    private static boolean isLong(JsonNode value) {
        return value.isInt() || value.isLong() || value.isShort();
    }

    /** Whether converting to double loses nothing. */
    private static boolean isExact(JsonNode value) {
        if (value.isInt() || value.isDouble() || value.isFloat() || value.isShort()) {
            return true;
        }
        return value.isLong() && Math.abs(value.longValue()) <= EXACT_IN_DOUBLE && value.longValue() != Long.MIN_VALUE;
    }
}
