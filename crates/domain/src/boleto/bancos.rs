//! Names of banks by COMPE code, as a payer knows them.

/// Ordered by code, for the binary search.
const BANCOS: &[(&str, &str)] = &[
    ("001", "Banco do Brasil"),
    ("003", "Banco da Amazônia"),
    ("004", "Banco do Nordeste"),
    ("021", "Banestes"),
    ("025", "Banco Alfa"),
    ("033", "Santander"),
    ("037", "Banpará"),
    ("041", "Banrisul"),
    ("047", "Banese"),
    ("070", "BRB"),
    ("077", "Banco Inter"),
    ("082", "Banco Topázio"),
    ("084", "Sisprime"),
    ("085", "Ailos"),
    ("097", "Credisis"),
    ("104", "Caixa Econômica Federal"),
    ("121", "Agibank"),
    ("133", "Cresol"),
    ("136", "Unicred"),
    ("197", "Stone"),
    ("208", "BTG Pactual"),
    ("212", "Banco Original"),
    ("218", "Banco BS2"),
    ("224", "Banco Fibra"),
    ("237", "Bradesco"),
    ("243", "Banco Master"),
    ("246", "ABC Brasil"),
    ("260", "Nubank"),
    ("269", "HSBC"),
    ("274", "BMP Money Plus"),
    ("290", "PagBank"),
    ("301", "Dock"),
    ("310", "Vortx"),
    ("318", "Banco BMG"),
    ("323", "Mercado Pago"),
    ("329", "QI Tech"),
    ("332", "Acesso"),
    ("335", "Banco Digio"),
    ("336", "C6 Bank"),
    ("341", "Itaú"),
    ("348", "XP"),
    ("364", "Efí"),
    ("376", "J.P. Morgan"),
    ("380", "PicPay"),
    ("383", "Juno"),
    ("389", "Banco Mercantil"),
    ("396", "Magalu Pagamentos"),
    ("399", "HSBC (hoje Bradesco)"),
    ("401", "Iugu"),
    ("403", "Cora"),
    ("422", "Safra"),
    ("450", "Fitbank"),
    ("461", "Asaas"),
    ("604", "Banco Industrial"),
    ("611", "Banco Paulista"),
    ("612", "Banco Guanabara"),
    ("623", "Banco Pan"),
    ("633", "Banco Rendimento"),
    ("634", "Banco Triângulo"),
    ("637", "Banco Sofisa"),
    ("643", "Banco Pine"),
    ("655", "Banco BV"),
    ("707", "Banco Daycoval"),
    ("739", "Banco Cetelem"),
    ("741", "Banco Ribeirão Preto"),
    ("743", "Banco Semear"),
    ("745", "Citibank"),
    ("746", "Banco Modal"),
    ("748", "Sicredi"),
    ("756", "Sicoob"),
    ("757", "KEB Hana"),
];

/// Name of the bank with that three-digit code; `None` when it is not in the table, which is no fault of the boleto.
pub fn nome_do_banco(codigo: &str) -> Option<&'static str> {
    BANCOS.binary_search_by_key(&codigo, |&(codigo, _)| codigo).ok().map(|posicao| BANCOS[posicao].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bank_of_the_table_is_found_and_others_are_not() {
        for &(codigo, nome) in BANCOS {
            assert_eq!(codigo.len(), 3);
            assert_eq!(nome_do_banco(codigo), Some(nome), "table out of order at {codigo}");
        }
        for codigo in ["", "1", "000", "999", "0237"] {
            assert_eq!(nome_do_banco(codigo), None, "{codigo}");
        }
    }
}
