package io.attune.server.http;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;

/** Pagination dialect A: {@code page} and {@code page_size}, rows capped at 100 (api.md §1.3). A {@code @BeanParam}. */
public class PageParams {
    @QueryParam("page")
    @DefaultValue("1")
    public long page;

    @QueryParam("page_size")
    @DefaultValue("50")
    public long pageSize;

    /** @throws AttuneException 400 if a value is negative */
    public PageRequest request() {
        return PageRequest.upTo100(page, pageSize);
    }
}
