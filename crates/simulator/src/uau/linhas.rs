//! Rows as UAU writes them.

use domain::dinheiro::Dinheiro;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::livro::{Boleto, EMPRESA, Livro, TIPOS, Venda, encargos_em};

/// A `DataTable`: a row of type names before the rows.
pub(super) fn tabela(linhas: Value) -> Value {
    let Value::Array(linhas) = linhas else { return linhas };
    let colunas = linhas.first().and_then(Value::as_object).cloned().unwrap_or_default();
    let sufixo = "mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089";
    let mut esquema: serde_json::Map<String, Value> = colunas
        .into_iter()
        .map(|(nome, valor)| {
            let tipo = match valor {
                Value::Number(n) if n.is_i64() || n.is_u64() => "Int32",
                Value::Number(_) => "Double",
                _ => "String",
            };
            (nome, json!(format!("System.{tipo}, {sufixo}")))
        })
        .collect();
    if esquema.is_empty() {
        esquema.insert("Empresa".to_owned(), json!(format!("System.Int32, {sufixo}")));
    }
    let mut todas = vec![Value::Object(esquema)];
    todas.extend(linhas);
    Value::Array(todas)
}

/// A number with up to six decimals.
fn valor(valor: Dinheiro) -> Value {
    valor.iso().parse::<f64>().map_or(Value::Null, |numero| json!(numero))
}

fn data(data: Date) -> Value {
    json!(format!("{data}T00:00:00"))
}

impl Livro<'_> {
    /// With the web login and password the real one has.
    pub(super) fn linha_pessoa(&self) -> Value {
        let pessoa = self.cliente.pessoa;
        json!({
            "cod_pes": self.codigo(), "nome_pes": pessoa.nome, "tipo_pes": i32::from(pessoa.tipo_documento == "CNPJ"),
            "cpf_pes": pessoa.documento_normalizado(), "Email_pes": pessoa.email(), "dtnasc_pes": "1980-01-01T00:00:00",
            "Status_pes": "null", "AtInat_pes": 0, "NomeFant_Pes": "null", "Login_pes": pessoa.chave, "Senha_pes": "s3nh4!",
            "BloqueioLgpd_Pes": "False",
        })
    }

    pub(super) fn linhas_compradas(&self) -> Vec<Value> {
        let linha = |v: Venda| {
            json!({
                "Empresa": EMPRESA, "Obra": v.obra, "Venda": v.numero, "StatusVenda": if v.quitada { 3 } else { 0 },
                "DataVenda": "2020-01-15T00:00:00", "Produto": 1, "CodPerson": 1, "DescPerson": "null", "IdentificadorUnid": v.unidade,
                "ValPrecoUnid": "350000.000000", "DataEntregChavesUnid": "null", "C1Unid": "null",
            })
        };
        self.vendas().into_iter().map(linha).collect()
    }

    pub(super) fn linhas_unidades(&self) -> Vec<Value> {
        let linha = |v: Venda| {
            json!({
                "Empresa": EMPRESA, "DescricaoEmpresa": "Construtora Horizonte Ltda.", "Obra": v.obra, "DescricaoObra": v.descricao_obra,
                "Venda": v.numero, "Produto": 1, "DescricaoProduto": "UNIDADE", "Identificador": v.unidade,
            })
        };
        self.vendas().into_iter().map(linha).collect()
    }

    /// What is open in a sale, calculated for a date.
    pub(super) fn linhas_abertas(&self, venda: &Venda, em: Date) -> Vec<Value> {
        let abertas = self.lancamentos(venda.numero).filter(|(_, l)| l.baixa.is_none());
        abertas
            .map(|(p, l)| {
                let (juros, multa) = encargos_em(l, em);
                json!({
                    "Empresa_reaj": EMPRESA, "Obra_reaj": venda.obra, "NumVenda_reaj": venda.numero, "NumParc_reaj": p.numero,
                    "NumParcGer_reaj": p.geral, "Tipo_reaj": p.tipo, "DataVenc_reaj": data(l.vencimento), "DataCalculo_reaj": data(em),
                    "Principal_reaj": valor(l.valor), "Valor_reaj": valor(l.valor + juros + multa), "JurosParc_reaj": 0.0,
                    "Correcao_reaj": 0.0, "CorrecaoEmb_reaj": 0.0, "CorrecaoAtr_reaj": 0.0, "Juros_reaj": valor(juros),
                    "Multa_reaj": valor(multa), "Residuo_reaj": 0.0, "TaxaBol_reaj": 0.0, "DescAntec_reaj": 0.0, "ValorDescAnt_reaj": 0.0,
                    "TemIdxData_reaj": "False", "DebitoAutomatico_reaj": 0, "blnReaj_reaj": "False",
                })
            })
            .collect()
    }

    pub(super) fn linhas_recebidas(&self, venda: &Venda) -> Vec<Value> {
        let linha = |(p, l): (super::livro::Parcela, &crate::carteira::Lancamento)| {
            let baixa = l.baixa?;
            Some(json!({
                "Empresa_rec": EMPRESA, "Obra_Rec": venda.obra, "NumVend_Rec": venda.numero, "NumParc_Rec": p.numero,
                "NumParcGer_Rec": p.geral, "Tipo_Rec": p.tipo, "ParcType_Rec": 0, "Data_Rec": data(baixa.data),
                "DataVenci_Rec": data(l.vencimento), "Valor_Rec": 0.0, "ValorConf_Rec": valor(l.valor),
                "VlMultaConf_Rec": valor(baixa.multa), "VlJurosConf_Rec": valor(baixa.juros), "VlJurosParcConf_Rec": 0.0,
                "VlCorrecaoConf_Rec": 0.0, "VlCorrecaoAtrConf_Rec": 0.0, "VlDescontoConf_Rec": 0.0, "VlAcresConf_Rec": 0.0,
                "VlTaxaBolConf_Rec": 0.0, "VlrDescAdiant_Rec": "null", "Status_Rec": 1, "EParte_Rec": 0, "NumReceb_Rec": p.geral,
                "IdxReaj_Rec": "R$", "User_Rec": "mariafin",
            }))
        };
        self.lancamentos(venda.numero).filter_map(linha).collect()
    }

    /// The customer's boletos: neither those of an instalment with several, nor a word about the instalment.
    pub(super) fn linhas_boletos(&self) -> Vec<Value> {
        let vendas = self.vendas();
        let obra = |b: &Boleto| vendas.iter().find(|v| v.numero == b.venda).map(|v| v.obra);
        let linha = |b: &Boleto| {
            json!({
                "dataEmissao": data(b.emissao), "valorDocumento": valor(b.valor), "codBanco": b.banco, "seuNumero": b.seu_numero,
                "dataVencimento": data(b.vencimento), "localPgto": "PAGÁVEL EM QUALQUER BANCO", "linhaDigitavel": b.linha,
                "dataGeracao": data(b.emissao), "agCodCedente": "0562/40781-3", "nossoNumero": format!("109/{}", b.seu_numero),
                "instrucao": "APÓS O VENCIMENTO COBRAR MULTA DE 2%", "carteira": "109", "campoLivre": b.linha.get(4..9),
                "nomeBanco": "BANCO", "descricaoEmpresa": "Construtora Horizonte Ltda.", "codEmpresa": EMPRESA, "obraParcela": obra(b),
                "numeroVenda": b.venda, "dataEnvioPorEmail": null, "boletoEnviado": false, "numeroRemessa": 1,
            })
        };
        self.boletos.iter().filter(|b| !b.omitido && !self.outro_da_mesma(b)).map(linha).collect()
    }

    fn outro_da_mesma(&self, boleto: &Boleto) -> bool {
        let mesma =
            |b: &&Boleto| b.seu_numero != boleto.seu_numero && b.venda == boleto.venda && b.parcelas == boleto.parcelas;
        !boleto.parcelas.is_empty() && self.boletos.iter().any(|b| mesma(&b))
    }

    /// The last boleto of each instalment.
    pub(super) fn linhas_reimpressao(&self, venda: &Venda) -> Vec<Value> {
        let ultimo = |b: &&Boleto| !b.omitido && !b.parcelas.is_empty() && b.venda == venda.numero;
        let linha = |b: &Boleto| {
            json!({
                "Empresa_Bol": EMPRESA, "Obra_Bol": venda.obra, "NumVend_Bol": venda.numero, "Banco_Bol": b.banco,
                "SeuNum_Bol": b.seu_numero, "DataVenc_bol": data(b.vencimento), "ValDoc_Bol": valor(b.valor),
                "LinhaDigitavel_Bol": b.linha, "NossoNum_Bol": format!("109/{}", b.seu_numero),
            })
        };
        self.boletos.iter().filter(ultimo).map(linha).collect()
    }

    /// Open instalments with their charges; a grouped boleto comes under each.
    pub(super) fn cobrancas(&self, ate: Date) -> Vec<Value> {
        let uma = |v: &Venda| {
            let abertas = self.lancamentos(v.numero).filter(|(_, l)| l.baixa.is_none() && l.vencimento <= ate);
            let parcelas: Vec<Value> = abertas
                .map(|(p, l)| {
                    let daqui: Vec<&Boleto> = self.boletos.iter().filter(|b| b.venda == v.numero && b.parcelas.contains(&p)).collect();
                    let boletos: Vec<Value> = daqui.iter().map(|b| json!({
                        "CodBanco": b.banco, "SeuNumero": b.seu_numero, "DataVencimento": data(b.vencimento), "ValorBoleto": valor(b.valor),
                        "Bolecode": b.emv.is_some(), "Agrupado": b.parcelas.len() > 1,
                    })).collect();
                    let pix: Vec<Value> = daqui.iter().filter(|b| b.emv.is_some()).map(|b| json!({
                        "Banco": b.banco, "Txid": txid(b), "DataVencimento": data(b.vencimento), "ValorPix": valor(b.valor),
                        "Agrupado": b.parcelas.len() > 1,
                    })).collect();
                    json!({
                        "NumParcela": p.numero, "TipoParcela": p.tipo, "NumGeralParcela": p.geral, "ValorParcela": valor(l.valor),
                        "DataVencimento": data(l.vencimento), "BoletoParcela": boletos, "PixParcela": pix,
                    })
                })
                .collect();
            json!({
                "Empresa": EMPRESA, "Obra": v.obra, "Venda": v.numero,
                "ItensVenda": [{"CodigoProduto": 1, "DescProduto": "UNIDADE", "CodigoPersonalizacao": 1, "Identificador": v.unidade}],
                "ParcelasVenda": parcelas,
            })
        };
        self.vendas().iter().filter(|v| !v.quitada).map(uma).collect()
    }
}

pub(super) fn tipos() -> Value {
    TIPOS.iter().map(|(tipo, descricao)| json!({"Tipo": tipo, "Descricao": descricao})).collect()
}

/// TxId of the Pix of a boleto: 26 characters or more.
pub(super) fn txid(boleto: &Boleto) -> String {
    format!("UAU{:0>27}", boleto.seu_numero)
}

/// One result of `PixPorParcelas`.
pub(super) fn resultado_pix(boleto: Option<&Boleto>) -> Value {
    match boleto.and_then(|b| b.emv.as_ref().map(|emv| (b, emv))) {
        Some((b, emv)) => json!({
            "Sucesso": true, "Status": "ATIVA", "TxId": txid(b), "Mensagens": [], "pixLink": "null", "emv": emv, "imagemBase64": "iVBORw0KGgo=",
        }),
        None => {
            json!({"Sucesso": false, "Status": "", "TxId": "", "Mensagens": ["Não existe Pix para a parcela."], "emv": "", "imagemBase64": ""})
        }
    }
}
