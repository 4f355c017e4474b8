package io.attune.server.http;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** An IP address or a network in CIDR form, of either version. Names are never looked up. */
public final class AddressRange {
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private final byte[] network;
    private final int prefix;

    private AddressRange(byte[] network, int prefix) {
        this.network = network;
        this.prefix = prefix;
    }

    /** @throws IllegalArgumentException if the text is neither an address nor a network */
    public static AddressRange parse(String text) {
        String[] parts = text.strip().split("/", 2);
        byte[] address = bytes(parts[0]);
        int bits = address.length * 8;
        int prefix = parts.length == 1 ? bits : Integer.parseInt(parts[1]);
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("'" + text + "' is not an address or network such as 10.0.0.0/8");
        }
        return new AddressRange(address, prefix);
    }

    static boolean isAddress(String text) {
        try {
            return bytes(text).length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether the address lies in this range; false for what is no address. */
    public boolean contains(String address) {
        byte[] candidate;
        try {
            candidate = bytes(address);
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (candidate.length != network.length) {
            return false;
        }
        int shift = network.length * 8 - prefix;
        return new BigInteger(1, candidate).shiftRight(shift).equals(new BigInteger(1, network).shiftRight(shift));
    }

    private static byte[] bytes(String text) {
        if (!ADDRESS.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not an IP address");
        }
        try {
            // A literal by the check above, so this does not ask the network. IPv4 in IPv6 form becomes IPv4.
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("'" + text + "' is not an IP address", e);
        }
    }
}
