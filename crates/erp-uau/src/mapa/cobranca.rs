//! Which boleto and which Pix charge which instalments.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{dinheiro::Dinheiro, modelo::Descarte};
use jiff::civil::Date;
use serde_json::Value;

use super::{BoletoLido, ParcelaAberta};
use crate::{
    chave::{ChaveBoleto, ChaveCobranca, ChaveParcela, ChaveVenda},
    decodificar::{Ilegivel, Linha, linhas},
    dono,
    metodo::Metodo,
};

/// A charge as the instalments name it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cobranca {
    /// What it charges; several when grouped.
    pub(crate) parcelas: BTreeSet<ChaveParcela>,
    pub(crate) vencimento: Option<Date>,
    pub(crate) valor: Option<Dinheiro>,
}

/// Everything that is charged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Ligacoes {
    pub(crate) boletos: BTreeMap<ChaveBoleto, Cobranca>,
    /// By TxId.
    pub(crate) pix: BTreeMap<String, Cobranca>,
    /// Parts that could not be read: a charge is missing somewhere.
    pub(crate) descartes: Vec<Descarte>,
}

impl Ligacoes {
    /// Key of a boleto, with the instalments it charges.
    pub(crate) fn chave(&self, boleto: ChaveBoleto) -> ChaveCobranca {
        let parcelas = self.boletos.get(&boleto).map(|c| c.parcelas.iter().cloned().collect()).unwrap_or_default();
        ChaveCobranca { parcelas, boleto: Some(boleto) }
    }

    /// TxId by exactly the instalments it charges: a Pix of more or fewer than a boleto would settle something else.
    pub(crate) fn pix_por_parcelas(&self) -> HashMap<Vec<&ChaveParcela>, &str> {
        self.pix.iter().map(|(txid, c)| (c.parcelas.iter().collect(), txid.as_str())).collect()
    }

    /// Pix charges whose instalments no boleto charges.
    pub(crate) fn so_pix(&self) -> impl Iterator<Item = (&str, &Cobranca)> {
        let cobertas: BTreeSet<&ChaveParcela> = self.boletos.values().flat_map(|c| &c.parcelas).collect();
        let livre = move |c: &Cobranca| c.parcelas.iter().all(|p| !cobertas.contains(p));
        self.pix.iter().filter(move |(_, c)| livre(c)).map(|(txid, c)| (txid.as_str(), c))
    }

    /// Key of every instalment that is charged: that of its latest boleto, else of its Pix.
    pub(crate) fn por_parcela(&self) -> HashMap<ChaveParcela, String> {
        let mut chaves = HashMap::new();
        for (_, cobranca) in self.so_pix() {
            let chave =
                ChaveCobranca { parcelas: cobranca.parcelas.iter().cloned().collect(), boleto: None }.to_string();
            chaves.extend(cobranca.parcelas.iter().map(|p| (p.clone(), chave.clone())));
        }
        let mut boletos: Vec<_> = self.boletos.iter().collect();
        boletos.sort_by_key(|(chave, c)| (c.vencimento, chave.seu_numero));
        for (boleto, cobranca) in boletos {
            let chave = self.chave(*boleto).to_string();
            chaves.extend(cobranca.parcelas.iter().map(|p| (p.clone(), chave.clone())));
        }
        chaves
    }
}

/// One sale of `Recebiveis/ParcelasECobrancasDoCliente`. The same grouped boleto comes once under each instalment.
pub(crate) fn cobrancas(linha: Linha<'_>, em: &mut Ligacoes) -> Result<(), Ilegivel> {
    let venda = dono::venda(linha)?;
    for (posicao, parcela) in linha.lista(&["ParcelasVenda"])?.into_iter().enumerate() {
        let lida = parcela.as_object().ok_or(Ilegivel("ParcelasVenda")).and_then(|m| uma(&venda, Linha(m), em));
        if let Err(Ilegivel(campo)) = lida {
            em.descartes.push(Descarte::Ilegivel { posicao, campo: campo.to_owned() });
        }
    }
    Ok(())
}

fn uma(venda: &ChaveVenda, linha: Linha<'_>, em: &mut Ligacoes) -> Result<(), Ilegivel> {
    let parcela = ChaveParcela {
        venda: venda.clone(),
        tipo: linha.codigo(&["TipoParcela"])?.ok_or(Ilegivel("TipoParcela"))?,
        numero: linha.chave(&["NumParcela"])?,
        geral: linha.chave(&["NumGeralParcela"])?,
    };
    for boleto in linha.lista(&["BoletoParcela"])? {
        let linha = Linha(boleto.as_object().ok_or(Ilegivel("BoletoParcela"))?);
        let chave = ChaveBoleto { banco: linha.chave(&["CodBanco"])?, seu_numero: linha.chave(&["SeuNumero"])? };
        let cobranca = Cobranca {
            parcelas: BTreeSet::new(),
            vencimento: linha.data(&["DataVencimento"])?,
            valor: linha.dinheiro(&["ValorBoleto"])?,
        };
        em.boletos.entry(chave).or_insert(cobranca).parcelas.insert(parcela.clone());
    }
    for pix in linha.lista(&["PixParcela"])? {
        let linha = Linha(pix.as_object().ok_or(Ilegivel("PixParcela"))?);
        let txid = linha.codigo(&["Txid"])?.ok_or(Ilegivel("Txid"))?;
        let cobranca = Cobranca {
            parcelas: BTreeSet::new(),
            vencimento: linha.data(&["DataVencimento"])?,
            valor: linha.dinheiro(&["ValorPix"])?,
        };
        em.pix.entry(txid).or_insert(cobranca).parcelas.insert(parcela.clone());
    }
    Ok(())
}

/// Where UAU does not tell: a boleto charges the only open instalment of its sale that falls due on its day, if no other
/// boleto does. Anything less certain stays unlinked.
pub(crate) fn ligar_por_data(abertas: &[ParcelaAberta], boletos: &[BoletoLido]) -> Ligacoes {
    let mut ligacoes = Ligacoes::default();
    for boleto in boletos {
        let (Some(venda), Some(vencimento)) = (&boleto.venda, boleto.vencimento) else { continue };
        let no_dia = |b: &&BoletoLido| b.venda.as_ref() == Some(venda) && b.vencimento == Some(vencimento);
        let mut parcelas = abertas.iter().filter(|p| p.chave.venda == *venda && p.vencimento == Some(vencimento));
        let chaves: BTreeSet<ChaveBoleto> = boletos.iter().filter(no_dia).map(|b| b.chave).collect();
        if let (Some(unica), None, 1) = (parcelas.next(), parcelas.next(), chaves.len()) {
            ligacoes.boletos.entry(boleto.chave).or_insert(Cobranca {
                parcelas: BTreeSet::from([unica.chave.clone()]),
                vencimento: boleto.vencimento,
                valor: boleto.valor,
            });
        }
    }
    ligacoes
}

/// Pix codes by TxId, of `Pix/PixPorParcelas`: one object or a list of them. A result without a TxId cannot be said to
/// be anybody's and is left out, as is one that failed.
pub(crate) fn emv(corpo: &Value) -> HashMap<String, String> {
    let lidas = linhas(corpo.clone(), Metodo::PixPorParcelas.campos()).unwrap_or_default();
    let mut codigos = HashMap::new();
    for linha in lidas.iter().filter_map(Value::as_object).map(Linha) {
        let bem = linha.sim(&["Sucesso"]) != Some(false);
        if let (true, Ok(Some(txid)), Ok(Some(emv))) = (bem, linha.codigo(&["TxId"]), linha.codigo(&["emv"])) {
            codigos.insert(txid, emv);
        }
    }
    codigos
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lidas(vendas: &[Value]) -> Ligacoes {
        let mut ligacoes = Ligacoes::default();
        for venda in vendas {
            cobrancas(Linha(venda.as_object().unwrap()), &mut ligacoes).unwrap();
        }
        ligacoes
    }

    fn parcela(numero: i64, boletos: &Value, pix: &Value) -> Value {
        json!({"NumParcela": numero, "TipoParcela": "P", "NumGeralParcela": numero, "BoletoParcela": boletos, "PixParcela": pix})
    }

    #[test]
    fn a_grouped_boleto_is_one_and_names_all_its_instalments() {
        let boleto =
            json!([{"CodBanco": 341, "SeuNumero": 9, "DataVencimento": "2026-10-10T00:00:00", "Agrupado": true}]);
        let pix = json!({"Txid": "abc", "Agrupado": true});
        let venda = json!({"Empresa": 1, "Obra": "A", "Venda": 7, "ParcelasVenda": [parcela(1, &boleto, &pix), parcela(2, &boleto, &pix)]});
        let ligacoes = lidas(&[venda]);
        assert_eq!(ligacoes.boletos.len(), 1);
        let chave = ligacoes.chave(ChaveBoleto { banco: 341, seu_numero: 9 });
        assert_eq!(chave.to_string(), "1/A/7/P/1/1+1/A/7/P/2/2#341/9");
        let pix = ligacoes.pix_por_parcelas();
        assert_eq!(pix.get(&chave.parcelas.iter().collect::<Vec<_>>()), Some(&"abc"));
        assert_eq!(pix.get(&vec![&chave.parcelas[0]]), None, "it pays both");
        assert!(ligacoes.por_parcela().values().all(|c| *c == chave.to_string()));
    }

    #[test]
    fn a_pix_without_a_boleto_is_a_charge_of_its_own() {
        let venda = json!({"Empresa": 1, "Obra": "A", "Venda": 7, "ParcelasVenda": parcela(1, &json!(null), &json!([{"Txid": "abc"}]))});
        let ligacoes = lidas(&[venda]);
        assert_eq!(ligacoes.so_pix().count(), 1);
        assert_eq!(ligacoes.por_parcela().into_values().collect::<Vec<_>>(), ["1/A/7/P/1/1#pix"]);
    }

    #[test]
    fn an_unreadable_charge_is_reported_and_the_others_stay() {
        let bom = json!([{"CodBanco": 341, "SeuNumero": 9}]);
        let venda = json!({"Empresa": 1, "Obra": "A", "Venda": 7, "ParcelasVenda": [
            parcela(1, &json!([{"CodBanco": 341}]), &json!(null)), parcela(2, &bom, &json!(null)), 3,
        ]});
        let ligacoes = lidas(&[venda]);
        assert_eq!(ligacoes.boletos.len(), 1);
        assert_eq!(ligacoes.descartes.len(), 2);
    }

    #[test]
    fn only_a_pix_with_a_txid_that_succeeded_is_taken() {
        let corpo = json!([{"Sucesso": true, "TxId": "a", "emv": "000201"}, {"Sucesso": "False", "TxId": "b", "emv": "x"}, {"emv": "y"}]);
        assert_eq!(emv(&corpo), HashMap::from([("a".to_owned(), "000201".to_owned())]));
        assert_eq!(emv(&json!({"TxId": "a", "emv": "000201"})).len(), 1);
        assert!(emv(&json!(null)).is_empty());
    }

    #[test]
    fn by_date_only_what_is_beyond_doubt_is_linked() {
        let venda = ChaveVenda { empresa: 1, obra: "A".to_owned(), venda: 7 };
        let dia = |d| Some(jiff::civil::date(2026, 10, d));
        let aberta = |numero, d| ParcelaAberta {
            chave: ChaveParcela { venda: venda.clone(), tipo: "P".to_owned(), numero, geral: numero },
            vencimento: dia(d),
            valor: domain::modelo::Composicao::default(),
        };
        let boleto = |seu_numero, d| BoletoLido {
            chave: ChaveBoleto { banco: 1, seu_numero },
            venda: Some(venda.clone()),
            emissao: None,
            vencimento: dia(d),
            valor: None,
            linha: None,
            imprimivel: true,
        };
        let abertas = [aberta(1, 1), aberta(2, 2), aberta(3, 2), aberta(4, 4)];
        let ligadas = ligar_por_data(&abertas, &[boleto(1, 1), boleto(2, 2), boleto(4, 4), boleto(5, 4), boleto(6, 6)]);
        assert_eq!(ligadas.boletos.keys().map(|c| c.seu_numero).collect::<Vec<_>>(), [1]);
    }
}
