package io.attune.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.json.Nodes;
import io.attune.cli.profile.ConfigFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one call. Tokens of a profile are written back to the profile they came from; tokens of the environment never reach the
 * disk (cli.md §2.2). {@link ApiClient} changes them one thread at a time.
 */
public final class Login {
    private volatile @Nullable String accessToken;
    private volatile @Nullable String refreshToken;
    private final @Nullable Path file;
    private final String profile;

    private Login(@Nullable String accessToken, @Nullable String refreshToken, @Nullable Path file, String profile) {
        this.accessToken = accessToken;
        this.refreshToken = refreshToken;
        this.file = file;
        this.profile = profile;
    }

    public static Login none() {
        return new Login(null, null, null, "");
    }

    public static Login ofEnvironment(String accessToken, @Nullable String refreshToken) {
        return new Login(accessToken, refreshToken, null, "");
    }

    public static Login ofProfile(
            Path file, String profile, @Nullable String accessToken, @Nullable String refreshToken) {
        return new Login(accessToken, refreshToken, file, profile);
    }

    /** {@code environment}, {@code profile} or, without a token, {@code none}. */
    public String source() {
        return accessToken == null ? "none" : file == null ? "environment" : "profile";
    }

    public @Nullable String accessToken() {
        return accessToken;
    }

    public @Nullable String refreshToken() {
        return refreshToken;
    }

    /**
     * Takes over the tokens another call stored meanwhile.
     *
     * @return whether there was a newer access token, so that no refresh is needed
     */
    boolean adoptStored() {
        if (file == null) {
            return false;
        }
        var stored = ConfigFile.read(file);
        if (!stored.hasProfile(profile)) {
            return false;
        }
        String newer = stored.profile(profile).authToken();
        if (newer == null || newer.equals(accessToken)) {
            return false;
        }
        accessToken = newer;
        refreshToken = stored.profile(profile).refreshToken();
        return true;
    }

    /** Keeps the tokens of a login or refresh answer. */
    void renewed(JsonNode tokens) {
        accessToken = Nodes.text(tokens, "access_token");
        String rotated = Nodes.text(tokens, "refresh_token");
        if (!rotated.isEmpty()) {
            refreshToken = rotated;
        }
        if (file != null) {
            ConfigFile.update(file, content -> {
                var fields = ConfigFile.profileFields(content, profile);
                fields.put("auth_token", accessToken);
                fields.put("refresh_token", refreshToken);
            });
        }
    }
}
