using System.Text.Json.Nodes;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

/// <summary>Members with values that are not allowed, each with its one right code. Those that break a field's rule are told from those of a wrong type.</summary>
public sealed class HostileFieldTests(Scene scene) : IClassFixture<Scene>
{
    private static readonly string Long = new('9', 60_000);

    private static readonly IReadOnlyDictionary<string, string> WrongPrices = new Dictionary<string, string>
    {
        ["-1"] = "PRICE_INVALID",
        ["-0.01"] = "PRICE_INVALID",
        ["\"-1\""] = "PRICE_INVALID",
        ["10.005"] = "PRICE_INVALID",
        ["10.000"] = "PRICE_INVALID",
        ["\"10.000\""] = "PRICE_INVALID",
        ["1e-3"] = "PRICE_INVALID",
        ["1e-400"] = "PRICE_INVALID",
        ["1e-99999999999999999999"] = "PRICE_INVALID",
        ["0e-99999999999999999999"] = "PRICE_INVALID",
        ["100000"] = "PRICE_INVALID",
        ["99999.995"] = "PRICE_INVALID",
        ["1e5"] = "PRICE_INVALID",
        ["1e9"] = "PRICE_INVALID",
        ["1e300"] = "PRICE_INVALID",
        ["79228162514264337593543950336"] = "PRICE_INVALID",
        ["null"] = "PRICE_INVALID",
        ["0." + Long] = "PRICE_INVALID",
        ["1e400"] = "MALFORMED_REQUEST",
        ["-1e400"] = "MALFORMED_REQUEST",
        ["\"1e400\""] = "MALFORMED_REQUEST",
        ["1e99999999999999999999"] = "MALFORMED_REQUEST",
        [Long] = "MALFORMED_REQUEST",
        ["\"10,00\""] = "MALFORMED_REQUEST",
        ["\"1,000.00\""] = "MALFORMED_REQUEST",
        ["\"\""] = "MALFORMED_REQUEST",
        ["\" 10\""] = "MALFORMED_REQUEST",
        ["\"10 \""] = "MALFORMED_REQUEST",
        ["\"10\\n\""] = "MALFORMED_REQUEST",
        ["\"+10\""] = "MALFORMED_REQUEST",
        ["\"010\""] = "MALFORMED_REQUEST",
        ["\".5\""] = "MALFORMED_REQUEST",
        ["\"5.\""] = "MALFORMED_REQUEST",
        ["\"0x10\""] = "MALFORMED_REQUEST",
        ["\"NaN\""] = "MALFORMED_REQUEST",
        ["\"Infinity\""] = "MALFORMED_REQUEST",
        ["\"$10\""] = "MALFORMED_REQUEST",
        ["\"\\u0661\""] = "MALFORMED_REQUEST",
        ["\"\\ud800\""] = "MALFORMED_REQUEST",
        ["true"] = "MALFORMED_REQUEST",
        ["[10]"] = "MALFORMED_REQUEST",
        ["{}"] = "MALFORMED_REQUEST",
    };

    private static readonly IReadOnlyDictionary<string, string> WrongQuantities = new Dictionary<string, string>
    {
        ["0"] = "QUANTITY_INVALID",
        ["-0"] = "QUANTITY_INVALID",
        ["0.0"] = "QUANTITY_INVALID",
        ["-1"] = "QUANTITY_INVALID",
        ["1.5"] = "QUANTITY_INVALID",
        ["1.00000000000000000000000000000000000001"] = "QUANTITY_INVALID",
        ["0.99999999999999999999999999999999999999"] = "QUANTITY_INVALID",
        ["15e-1"] = "QUANTITY_INVALID",
        ["100"] = "QUANTITY_INVALID",
        ["99.5"] = "QUANTITY_INVALID",
        ["1e9"] = "QUANTITY_INVALID",
        ["-1e9"] = "QUANTITY_INVALID",
        ["2147483648"] = "QUANTITY_INVALID",
        ["4294967297"] = "QUANTITY_INVALID",
        ["1e300"] = "QUANTITY_INVALID",
        ["1e-400"] = "QUANTITY_INVALID",
        ["1e-99999999999999999999"] = "QUANTITY_INVALID",
        ["null"] = "QUANTITY_INVALID",
        ["1e400"] = "MALFORMED_REQUEST",
        [Long] = "MALFORMED_REQUEST",
        ["\"2\""] = "MALFORMED_REQUEST",
        ["\"\""] = "MALFORMED_REQUEST",
        ["true"] = "MALFORMED_REQUEST",
        ["[1]"] = "MALFORMED_REQUEST",
        ["{\"quantity\":1}"] = "MALFORMED_REQUEST",
    };

    private static readonly IReadOnlyDictionary<string, string> WrongPromises = new Dictionary<string, string>
    {
        ["null"] = "PROMISED_TIME_INVALID",
        ["\"\""] = "PROMISED_TIME_INVALID",
        ["\"soon\""] = "PROMISED_TIME_INVALID",
        ["\"18:00\""] = "PROMISED_TIME_INVALID",
        ["\"2099-11-25\""] = "PROMISED_TIME_INVALID",
        ["\"2099-11-25T18:00:00\""] = "PROMISED_TIME_INVALID",
        ["\"2099-11-25T18:00:00z\""] = "PROMISED_TIME_INVALID",
        ["\"2099-02-30T18:00:00Z\""] = "PROMISED_TIME_INVALID",
        ["\"2099-11-25T18:00:00+99:00\""] = "PROMISED_TIME_INVALID",
        ["\"0001-01-01T00:00:00+14:00\""] = "PROMISED_TIME_INVALID",
        ["\"\\u0662099-11-25T18:00:00Z\""] = "PROMISED_TIME_INVALID",
        ["1764093600"] = "MALFORMED_REQUEST",
        ["true"] = "MALFORMED_REQUEST",
        ["[\"2099-11-25T18:00:00Z\"]"] = "MALFORMED_REQUEST",
        ["{}"] = "MALFORMED_REQUEST",
        ["\"\\ud800\""] = "MALFORMED_REQUEST",
    };

    private static readonly string[] MissingTexts = ["null", "\"\"", "\"   \"", "\" \\t\\n \""];

    private static readonly IReadOnlyDictionary<string, string> WrongEmails = new Dictionary<string, string>(
        Codes("EMAIL_INVALID", [.. MissingTexts, "\"@\"", "\"a@\"", "\"@b\"", "\" @b\"", "\"a@b@c\"", "\"nobody\"", "\"a@ \""])
            .Concat(Texts(254).Where(row => row.Value == "MALFORMED_REQUEST")))
    {
        [$"\"a@{new string('b', 253)}\""] = "TEXT_TOO_LONG",
        ["\"a\\u0000@b\""] = "TEXT_INVALID",
    };

    private static readonly IReadOnlyDictionary<string, string> WrongIds = Codes("MALFORMED_REQUEST", ["null", "1", "true", "[]", "{}", "\"\\ud800\""]);

    private static readonly IReadOnlyDictionary<string, string> WrongFlags = Codes("MALFORMED_REQUEST", ["1", "0", "\"true\"", "\"\"", "[]", "{}"]);

    // A member where VALUE stands, and what is wrong for it, whatever state that is in which the command is for.
    private static readonly (string Route, string Body, IReadOnlyDictionary<string, string> Wrong)[] Members =
    [
        ("POST /menu/items", """{"description":VALUE,"price":1}""", Required(200, "DESCRIPTION_REQUIRED")),
        ("POST /menu/items", """{"description":"x","price":VALUE}""", WrongPrices),
        ("POST /menu/items", """{"description":"x","price":1,"category":VALUE}""", Texts(60)),
        ("PUT /menu/items/{item}", """{"description":VALUE,"price":1}""", Required(200, "DESCRIPTION_REQUIRED")),
        ("PUT /menu/items/{item}", """{"description":"x","price":VALUE}""", WrongPrices),
        ("PUT /menu/items/{item}", """{"description":"x","price":1,"category":VALUE}""", Texts(60)),
        ("PUT /menu/items/{removed}", """{"description":"x","price":VALUE}""", WrongPrices),
        ("PUT /menu/items/{item}/availability", """{"available":false,"reason":VALUE}""", Texts(300)),
        ("PUT /menu/items/{removed}/availability", """{"reason":VALUE,"available":false}""", Texts(300)),
        ("PUT /menu/items/{item}/availability", """{"available":true,"reason":VALUE}""", Codes("MALFORMED_REQUEST", Texts(300).Keys)),
        ("PUT /menu/items/{item}/availability", """{"available":VALUE,"reason":"x"}""", WrongFlags),
        ("POST /customers", """{"email":VALUE}""", WrongEmails),
        ("POST /customers/{customer}/addresses", """{"nickName":VALUE,"location":"x"}""", Required(60, "ADDRESS_INCOMPLETE")),
        ("POST /customers/{customer}/addresses", """{"nickName":"x","location":VALUE}""", Required(300, "ADDRESS_INCOMPLETE", lines: true)),
        ("POST /orders", """{"customerId":VALUE}""", WrongIds),
        ("POST /orders/{order}/items", """{"menuItemId":VALUE,"quantity":1}""", WrongIds),
        ("POST /orders/{order}/items", """{"menuItemId":"{item}","quantity":VALUE}""", WrongQuantities),
        ("PATCH /orders/{order}/items/{line}", """{"quantity":VALUE}""", WrongQuantities),
        ("PATCH /orders/{placed}/items/{line}", """{"quantity":VALUE}""", WrongQuantities),
        ("PUT /orders/{order}/delivery-address", """{"addressId":VALUE}""", WrongIds),
        ("PUT /orders/{order}/note", """{"note":VALUE}""", Texts(500, lines: true)),
        ("PUT /orders/{placed}/note", """{"note":VALUE}""", Texts(500, lines: true)),
        ("POST /orders/{order}/place", """{"acceptPriceChanges":VALUE}""", WrongFlags),
        ("POST /orders/{order}/cancel", """{"reason":VALUE}""", Texts(300)),
        ("POST /orders/{placed}/cancel", """{"reason":VALUE}""", Texts(300)),
        ("POST /orders/{placed}/accept", """{"promisedAt":VALUE}""", WrongPromises),
        ("POST /orders/{order}/accept", """{"promisedAt":VALUE}""", WrongPromises),
        ("POST /orders/{placed}/reject", """{"reason":VALUE}""", Required(300, "REASON_REQUIRED")),
        ("POST /orders/{placed}/dispatch", """{"courier":VALUE}""", Texts(100)),
    ];

    private static readonly (string Route, string Body, string Code)[] Bodies =
    [
        // Members that are missing.
        ("POST /menu/items", "{}", "DESCRIPTION_REQUIRED"),
        ("POST /menu/items", """{"description":"x"}""", "PRICE_INVALID"),
        ("PUT /menu/items/{item}/availability", "{}", "MALFORMED_REQUEST"),
        ("PUT /menu/items/{item}/availability", """{"reason":"x"}""", "MALFORMED_REQUEST"),
        ("PUT /menu/items/{item}/availability", """{"available":null}""", "MALFORMED_REQUEST"),
        ("POST /customers", "{}", "EMAIL_INVALID"),
        ("POST /customers/{customer}/addresses", "{}", "ADDRESS_INCOMPLETE"),
        ("POST /customers/{customer}/addresses", """{"nickName":"x"}""", "ADDRESS_INCOMPLETE"),
        ("POST /customers/{customer}/addresses", """{"location":"x"}""", "ADDRESS_INCOMPLETE"),
        ("POST /orders", "{}", "MALFORMED_REQUEST"),
        ("POST /orders/{order}/items", "{}", "MALFORMED_REQUEST"),
        ("POST /orders/{order}/items", """{"menuItemId":"{item}"}""", "QUANTITY_INVALID"),
        ("PATCH /orders/{order}/items/{line}", "{}", "QUANTITY_INVALID"),
        ("PUT /orders/{order}/delivery-address", "{}", "MALFORMED_REQUEST"),
        ("PUT /orders/{order}/note", "{}", "MALFORMED_REQUEST"),
        ("POST /orders/{placed}/accept", "{}", "PROMISED_TIME_INVALID"),
        ("POST /orders/{placed}/reject", "{}", "REASON_REQUIRED"),

        // What only the server knows, and what stands in the address.
        ("POST /menu/items", """{"id":"x","description":"x","price":1}""", "MALFORMED_REQUEST"),
        ("POST /menu/items", """{"description":"x","price":1,"currency":"EUR"}""", "MALFORMED_REQUEST"),
        ("PUT /menu/items/{item}/availability", """{"available":false,"unavailableReason":"x"}""", "MALFORMED_REQUEST"),
        ("POST /customers/{customer}/addresses", """{"nickName":"x","location":"y","addressId":"z"}""", "MALFORMED_REQUEST"),
        ("POST /customers/{customer}/addresses", """{"id":"z","nickName":"x","location":"y"}""", "MALFORMED_REQUEST"),
        ("DELETE /customers/{customer}/addresses/{address}", """{"addressId":"{address}"}""", "MALFORMED_REQUEST"),
        ("POST /customers/{customer}/verify", """{"verified":true}""", "MALFORMED_REQUEST"),
        ("DELETE /customers/{customer}", """{"email":null}""", "MALFORMED_REQUEST"),
        ("POST /orders", """{"customerId":"{customer}","status":"placed"}""", "MALFORMED_REQUEST"),
        ("POST /orders", """{"customerId":"{customer}","unknownCustomerAllowed":true}""", "MALFORMED_REQUEST"),
        ("POST /orders/{order}/items", """{"menuItemId":"{item}","quantity":1,"price":0.01}""", "MALFORMED_REQUEST"),
        ("POST /orders/{order}/items", """{"menuItemId":"{item}","quantity":1,"orderItemId":"x"}""", "MALFORMED_REQUEST"),
        ("PATCH /orders/{order}/items/{line}", """{"orderItemId":"{line}","quantity":1}""", "MALFORMED_REQUEST"),
        ("POST /orders/{order}/place", """{"total":0}""", "MALFORMED_REQUEST"),
    ];

    public static TheoryData<string, string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (var (route, body, wrong) in Members)
            {
                foreach (var (json, code) in wrong)
                {
                    rows.Add(route, body.Replace("VALUE", json, StringComparison.Ordinal), code);
                }
            }

            foreach (var (route, body, code) in Bodies)
            {
                rows.Add(route, body, code);
            }

            return rows;
        }
    }

    // The JSON of texts that are wrong where so many characters are allowed, and line feeds or not.
    private static Dictionary<string, string> Texts(int most, bool lines = false)
    {
        var wrong = new Dictionary<string, string>
        {
            ["\"a\\u0000b\""] = "TEXT_INVALID",
            ["\"a\\tb\""] = "TEXT_INVALID",
            ["\"a\\r\\nb\""] = "TEXT_INVALID",
            ["\"a\\u001bb\""] = "TEXT_INVALID",
            ["\"a\\u007fb\""] = "TEXT_INVALID",
            ["\"a\\u0085b\""] = "TEXT_INVALID",
            [$"\"{new string('x', most + 1)}\""] = "TEXT_TOO_LONG",
            [$"\"{string.Concat(Enumerable.Repeat("\U0001F355", most + 1))}\""] = "TEXT_TOO_LONG",
            ["\"\\ud83c\""] = "MALFORMED_REQUEST",
            ["\"\\udf55\\ud83c\""] = "MALFORMED_REQUEST",
            ["1"] = "MALFORMED_REQUEST",
            ["true"] = "MALFORMED_REQUEST",
            ["[\"x\"]"] = "MALFORMED_REQUEST",
            ["{}"] = "MALFORMED_REQUEST",
        };
        if (!lines)
        {
            wrong["\"a\\nb\""] = "TEXT_INVALID";
        }

        return wrong;
    }

    // The same, where the text must be there.
    private static Dictionary<string, string> Required(int most, string code, bool lines = false) =>
        new(Texts(most, lines).Concat(Codes(code, MissingTexts)));

    private static Dictionary<string, string> Codes(string code, IEnumerable<string> wrong) => wrong.ToDictionary(json => json, _ => code);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_member_is_refused(string route, string body, string code) =>
        scene.RefusedAsync(scene.Request(route.Split(' ')[0], route.Split(' ')[1], body), 400, code);

    [Theory]
    [InlineData("POST /orders", """{"customerId":"ID"}""", "CUSTOMER_NOT_FOUND")]
    [InlineData("PUT /orders/{order}/delivery-address", """{"addressId":"ID"}""", "ADDRESS_NOT_FOUND")]
    [InlineData("POST /orders/{order}/items", """{"menuItemId":"ID","quantity":1}""", "MENU_ITEM_NOT_FOUND")]
    public async Task An_id_in_a_body_names_nothing(string route, string body, string code)
    {
        foreach (var id in (string[])["", " ", "a/b", "..", "a\\u0000b", "caf\u00e9", "nobody", new('a', 64), new('a', 500), new('a', 60_000), "{order}"])
        {
            await scene.RefusedAsync(scene.Request(route.Split(' ')[0], route.Split(' ')[1], body.Replace("ID", id, StringComparison.Ordinal)), 422, code);
        }
    }

    [Theory]
    [InlineData("10", "10.00")]
    [InlineData("\"10.00\"", "10.00")]
    [InlineData("1e1", "10.00")]
    [InlineData("\"1E+1\"", "10.00")]
    [InlineData("1000e-2", "10.00")]
    [InlineData("0.5", "0.50")]
    [InlineData("0", "0.00")]
    [InlineData("-0", "0.00")]
    [InlineData("-0.0", "0.00")]
    [InlineData("0e400", "0.00")]
    [InlineData("99999.99", "99999.99")]
    public async Task A_price_is_taken_in_any_of_its_forms(string price, string answered)
    {
        var item = await scene.Node.DoAsync("POST", "/menu/items", $$"""{"description":"x","price":{{price}}}""");

        Assert.Equal(answered, item["price"]!.ToJsonString());
    }

    [Theory]
    [InlineData("2", 2)]
    [InlineData("2.0", 2)]
    [InlineData("2e0", 2)]
    [InlineData("20e-1", 2)]
    [InlineData("0.2e1", 2)]
    [InlineData("99", 99)]
    public async Task A_quantity_is_taken_in_any_of_its_forms(string quantity, int answered)
    {
        var changed = await scene.Node.DoAsync("PATCH", scene.Named("/orders/{order}/items/{line}"), $$"""{"quantity":{{quantity}}}""");

        Assert.Equal(answered.ToString(System.Globalization.CultureInfo.InvariantCulture), changed["items"]![0]!["quantity"]!.ToJsonString());
    }

    [Theory]
    [InlineData("Jalape\u00f1o")]
    [InlineData("\u5c71\u7530")]
    [InlineData("\u05e9\u05dc\u05d5\u05dd")]
    [InlineData("O\u2019Brien\u2019s <b>\"best\"</b> & co")]
    [InlineData("\U0001F468\u200d\U0001F469\u200d\U0001F467")]
    [InlineData("e\u0301")]
    [InlineData("\ufffd")]
    public async Task A_text_is_kept_to_the_letter(string text)
    {
        var body = new JsonObject { ["description"] = $"  {text}\n", ["price"] = 1 }.ToJsonString();

        using var answer = await scene.Node.SendAsync("POST", "/menu/items", body);
        var item = await answer.JsonAsync(201);
        var read = await scene.Node.ReadAsync($"/menu/items/{item["id"]}", answer.Header("Consistency-Token"));

        Assert.Equal(text, (string?)item["description"]);
        Assert.Equal(text, (string?)read["description"]);
    }

    [Fact]
    public async Task A_text_has_so_many_characters_and_not_bytes()
    {
        var pizzas = string.Concat(Enumerable.Repeat("\U0001F355", 200));

        var item = await scene.Node.DoAsync("POST", "/menu/items", $$"""{"description":"{{pizzas}}","price":1}""");

        Assert.Equal(pizzas, (string?)item["description"]);
    }

    [Fact]
    public async Task Null_is_the_same_as_missing()
    {
        var item = await scene.Node.DoAsync("POST", "/menu/items", """{"description":"x","price":1,"category":null}""");

        Assert.True(item.ContainsKey("category"));
        Assert.Null(item["category"]);
    }
}
