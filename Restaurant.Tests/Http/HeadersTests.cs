using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Restaurant.Actors.Aggregates;
using Restaurant.Api.Http;

namespace Restaurant.Tests.Http;

/// <summary>What the headers mean. Values that are not allowed are tried against the node.</summary>
public sealed class HeadersTests
{
    [Fact]
    public void Without_headers_the_caller_is_staff() => Assert.Equal(new Caller(CallerKind.Staff), With().Caller());

    [Theory]
    [InlineData("customer", CallerKind.Customer)]
    [InlineData("staff", CallerKind.Staff)]
    [InlineData("manager", CallerKind.Manager)]
    public void The_caller_says_who_it_is(string role, CallerKind kind) =>
        Assert.Equal(new Caller(kind, "somebody"), With((Headers.Role, role), (Headers.Subject, "somebody")).Caller());

    [Theory]
    [InlineData("a")]
    [InlineData("!~,\"=")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567")]
    public void A_key_has_1_to_128_visible_ASCII_characters(string key)
    {
        var headers = With((Headers.IdempotencyKey, key));

        Assert.Equal(key, headers.Token(Headers.IdempotencyKey));
        Assert.Null(headers.Problem);
    }

    public static TheoryData<string[], bool, long[]> Conditions => new()
    {
        { ["*"], true, [] },
        { ["\"3\""], false, [3] },
        { ["\"3\", \"4\" ,\"5\""], false, [3, 4, 5] },
        { ["\"3\"", "\"4\""], false, [3, 4] },
        { ["W/\"3\""], false, [] },
        { ["W/\"3\", \"4\""], false, [4] },
        { ["\"abc\""], false, [] },
        { ["\"03\", \"+3\", \" 3\""], false, [] },
        { ["\"99999999999999999999\""], false, [] },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public void A_condition_names_versions(string[] lines, bool any, long[] versions)
    {
        var headers = With(("If-Match", new StringValues(lines)));
        var condition = headers.IfMatch();

        Assert.Null(headers.Problem);
        Assert.Equal(any, condition!.Any);
        Assert.Equal(versions, condition.Versions);
    }

    [Fact]
    public void Tokens_come_in_one_line_or_several()
    {
        var headers = With((Headers.ConsistencyToken, new StringValues(["order-a@1, menu-item-b@2", "customer-c@3"])));

        Assert.Equal(["order-a@1", "menu-item-b@2", "customer-c@3"], headers.ConsistencyTokens().Select(token => token.ToString()));
        Assert.Null(headers.Problem);
    }

    [Fact]
    public void A_hundred_tokens_are_looked_up_and_no_more()
    {
        static Headers Tokens(int count) => With((Headers.ConsistencyToken, new StringValues(string.Join(',', Enumerable.Range(1, count).Select(version => $"order-a@{version}")))));
        var (most, tooMany) = (Tokens(100), Tokens(101));

        Assert.Equal(100, most.ConsistencyTokens().Count);
        Assert.Null(most.Problem);
        Assert.Empty(tooMany.ConsistencyTokens());
        Assert.Equal("PARAMETER_INVALID", tooMany.Problem!.Code);
    }

    [Theory]
    [InlineData(null, 2)]
    [InlineData("wait=0", 0)]
    [InlineData("wait=10", 10)]
    [InlineData("respond-async, wait = 7", 7)]
    [InlineData("handling=lenient", 2)]
    public void A_caller_may_wait_up_to_ten_seconds(string? value, int seconds)
    {
        var headers = value is null ? With() : With((Headers.Prefer, value));

        Assert.Equal(TimeSpan.FromSeconds(seconds), headers.Patience());
        Assert.Null(headers.Problem);
    }

    private static Headers With(params (string Name, StringValues Value)[] headers)
    {
        var dictionary = new HeaderDictionary();
        foreach (var (name, value) in headers)
        {
            dictionary[name] = value;
        }

        return new Headers(dictionary);
    }
}
