//! The conformance sample on UAU's wire, in the many shapes UAU has, and as UAU's keys spell it.

use domain::{
    dinheiro::Dinheiro,
    modelo::{BoletoEmitido, ContratoId, Parcela},
};
use erp::conformidade::{Amostra, Cenario, Operacao};
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::comum::{CPF, OUTRO_CPF, Pedido, TIPO};

/// The method that answers an operation.
pub(crate) fn metodo(operacao: Operacao) -> &'static str {
    match operacao {
        Operacao::Cliente => "Pessoas/ConsultarPessoasPorCPFCNPJ",
        Operacao::Contratos => "Venda/ConsultarUnidadesCompradasPorCPFCNPJ",
        Operacao::Boletos => "BoletoServices/ConsultarBoletosDoCliente",
        Operacao::Parcelas | Operacao::Pagamentos => "Venda/BuscarParcelasRecebidas",
        Operacao::Unidades => "Pessoas/ConsultarUnidades",
        outra => unreachable!("{outra}"),
    }
}

/// The digits of a key of the sample: UAU's keys are numbers.
fn numero(id: &str) -> i64 {
    id.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

fn venda(id: &str) -> String {
    format!("1/AMO/{}", numero(id))
}

fn parcela(contrato: &str, id: &str) -> String {
    format!("{}/P/7/{}", venda(contrato), numero(id))
}

/// The sample with UAU's keys: sale 1/AMO/n, instalments and charges made of their parts. Today's amount of what is not
/// late is not told.
pub(crate) fn traduzida(amostra: &Amostra) -> Amostra {
    let mut nova = amostra.clone();
    nova.cliente.id = amostra.cliente.id.as_deref().map(|id| numero(id).to_string());
    for contrato in &mut nova.contratos {
        contrato.id = ContratoId(venda(&contrato.id.0));
    }
    for boleto in &mut nova.boletos {
        let parcelas: Vec<String> = boleto.contratos.iter().map(|c| parcela(&c.0, &boleto.id)).collect();
        boleto.id = format!("{}#1/{}", parcelas.join("+"), numero(&boleto.id));
        boleto.contratos = boleto.contratos.iter().map(|c| ContratoId(venda(&c.0))).collect();
        boleto.valor.atual = None;
    }
    nova.parcelas.iter_mut().for_each(|p| p.id = parcela("159", &p.id));
    nova.pagamentos.iter_mut().for_each(|p| p.id = parcela("159", &p.id));
    nova.unidades.iter_mut().for_each(|u| u.id = format!("{}/1", venda(&u.id)));
    nova
}

/// The answer of a method in a scenario whose fault is in the rows (or in none).
pub(crate) fn corpo(cenario: Cenario, operacao: Operacao, pedido: &Pedido) -> Value {
    let amostra = cenario.amostra();
    let da_venda = |nome: &str| pedido.corpo[nome] == 159;
    match pedido.metodo.as_str() {
        "Pessoas/ConsultarPessoasPorCPFCNPJ" => {
            assert_eq!(pedido.corpo["cpf_cnpj"], CPF);
            let linhas = match (cenario, operacao) {
                (Cenario::Desconhecido, _) => vec![],
                (Cenario::LinhasDeOutro, Operacao::Cliente) => vec![pessoa(&Amostra::alheia(), OUTRO_CPF)],
                _ => vec![pessoa(amostra, CPF)],
            };
            json!([{ "Pessoas": com_esquema(linhas) }])
        }
        "Venda/ConsultarUnidadesCompradasPorCPFCNPJ" => {
            // The operations on one sale of a huge customer do not need 10,000 of them.
            let contratos = match (cenario, operacao) {
                (_, Operacao::Contratos) | (Cenario::Vazio | Cenario::Desconhecido, _) => &amostra.contratos,
                _ => &Amostra::normal().contratos,
            };
            let linhas = |amostra: &[domain::modelo::Contrato], cpf| -> Vec<Value> {
                amostra.iter().map(|c| comprada(&c.id.0, c.nome.as_ref(), cpf)).collect()
            };
            let alheias = linhas(&Amostra::alheia().contratos, OUTRO_CPF);
            let linhas = linhas(contratos, CPF);
            com_esquema(if operacao == Operacao::Contratos {
                deformar(cenario, linhas, alheias, "Venda")
            } else {
                linhas
            })
        }
        "Pessoas/ConsultarUnidades" => {
            let linha = |u: &domain::modelo::Unidade, cpf: &str| {
                json!({"Empresa": 1, "Obra": "AMO", "Venda": numero(&u.id), "Produto": 1, "Identificador": texto(u.nome.as_ref()),
                       "DescricaoProduto": "null", "DescricaoObra": null, "CpfCnpj": cpf})
            };
            let linhas: Vec<Value> = amostra.unidades.iter().map(|u| linha(u, CPF)).collect();
            let alheias = Amostra::alheia().unidades.iter().map(|u| linha(u, OUTRO_CPF)).collect();
            Value::Array(if operacao == Operacao::Unidades {
                deformar(cenario, linhas, alheias, "Venda")
            } else {
                linhas
            })
        }
        "Venda/BuscarTiposDeParcelas" => json!([{"Tipo": "P", "Descricao": "Parcela"}]),
        "Venda/ConsultarParcelasDaVenda" => {
            let abertas = amostra.parcelas.iter().filter(|p| p.paga_em.is_none() && da_venda("num_venda")).map(aberta);
            let mut abertas: Vec<Value> = abertas.collect();
            if cenario == Cenario::LinhasRepetidas {
                abertas = deformar(cenario, abertas, Vec::new(), "");
            }
            let abertas = com_esquema(abertas);
            if pedido.corpo["num_venda"] == 159 { json!([{ "MyTable": abertas }]) } else { abertas }
        }
        "Venda/BuscarParcelasRecebidas" => {
            let pagas = amostra.parcelas.iter().filter(|p| p.paga_em.is_some() && da_venda("num_ven"));
            let linhas: Vec<Value> = pagas.enumerate().map(|(n, p)| recebida(n, p, 159)).collect();
            let alheias = Amostra::alheia().parcelas.iter().enumerate().map(|(n, p)| recebida(n, p, 999)).collect();
            let linhas =
                if da_venda("num_ven") { deformar(cenario, linhas, alheias, "NumParcGer_Rec") } else { linhas };
            json!([{ "Recebidas": com_esquema(linhas) }])
        }
        "Recebiveis/ParcelasECobrancasDoCliente" => {
            cobrancas(if operacao == Operacao::Boletos { &amostra.boletos } else { &[] })
        }
        "BoletoServices/ConsultarBoletosDoCliente" => {
            let linhas: Vec<Value> = amostra.boletos.iter().enumerate().map(|(n, b)| boleto(n, b)).collect();
            let mut alheias: Vec<Value> =
                Amostra::alheia().boletos.iter().enumerate().map(|(n, b)| boleto(n, b)).collect();
            for linha in &mut alheias {
                linha["numeroVenda"] = json!(999);
            }
            Value::Array(deformar(cenario, linhas, alheias, "seuNumero"))
        }
        "Pix/PixPorParcelas" => pix(&amostra.boletos, &pedido.corpo),
        outro => unreachable!("{outro}"),
    }
}

fn com_esquema(linhas: Vec<Value>) -> Value {
    let mut todas = vec![json!({"Coluna": TIPO, "Outra": "System.String, mscorlib, Version=4.0.0.0"})];
    todas.extend(linhas);
    Value::Array(todas)
}

fn deformar(cenario: Cenario, proprias: Vec<Value>, alheias: Vec<Value>, chave: &str) -> Vec<Value> {
    match cenario {
        Cenario::LinhasRepetidas => proprias.iter().flat_map(|l| [l.clone(), l.clone()]).collect(),
        Cenario::LinhaIlegivel => {
            let mut todas = proprias.clone();
            let mapa: Map<String, Value> = proprias[0].as_object().unwrap().clone();
            todas.insert(1, Value::Object(mapa.into_iter().filter(|(k, _)| k != chave).collect()));
            todas
        }
        Cenario::LinhasDeOutro => {
            let mut todas = proprias;
            for (n, alheia) in alheias.into_iter().enumerate() {
                todas.insert(n, alheia);
            }
            todas
        }
        _ => proprias,
    }
}

fn pessoa(amostra: &Amostra, cpf: &str) -> Value {
    json!({
        "cod_pes": amostra.cliente.id.as_deref().map(numero), "nome_pes": texto(amostra.cliente.nome.as_ref()), "tipo_pes": 0,
        "cpf_pes": cpf, "AtInat_pes": "0", "Login_pes": "joana", "Senha_pes": "abc123", "Email_pes": "null",
    })
}

fn comprada(id: &str, nome: Option<&String>, cpf: &str) -> Value {
    json!({"Empresa": 1, "Obra": "AMO", "Venda": numero(id), "StatusVenda": "0", "IdentificadorUnid": texto(nome),
           "DataVenda": "2020-01-01T00:00:00", "ValPrecoUnid": "250000.000000", "C1Unid": "null", "CpfCnpj": cpf})
}

fn aberta(parcela: &Parcela) -> Value {
    json!({
        "Empresa_reaj": 1, "Obra_reaj": "AMO", "NumVenda_reaj": 159, "NumParc_reaj": 7, "NumParcGer_reaj": numero(&parcela.id),
        "Tipo_reaj": "P", "DataVenc_reaj": data(parcela.vencimento), "Principal_reaj": valor(0, parcela.valor.original),
        "Valor_reaj": valor(1, parcela.valor.original), "Juros_reaj": 0.0, "Multa_reaj": "null", "blnReaj_reaj": "False",
    })
}

/// The principal is the sample's amount; what was paid above or below it is fine or discount.
fn recebida(n: usize, parcela: &Parcela, venda: i64) -> Value {
    let principal = parcela.valor.original.unwrap();
    let pago = parcela.valor_pago.unwrap_or(principal);
    let (multa, desconto) =
        if pago >= principal { (pago - principal, Dinheiro::ZERO) } else { (Dinheiro::ZERO, principal - pago) };
    json!({
        "Empresa_rec": 1, "Obra_Rec": "AMO", "NumVend_Rec": venda, "NumParc_Rec": 7, "NumParcGer_Rec": numero(&parcela.id),
        "Tipo_Rec": "P", "Data_Rec": data(parcela.paga_em.or(parcela.vencimento)), "DataVenci_Rec": data(parcela.vencimento), "Status_Rec": 1,
        "ValorConf_Rec": valor(n, Some(principal)), "VlMultaConf_Rec": valor(n + 1, Some(multa)), "VlJurosConf_Rec": "null",
        "VlDescontoConf_Rec": valor(n, Some(desconto)), "Valor_Rec": 0.0, "User_Rec": "maria", "IdxReaj_Rec": "null",
    })
}

fn boleto(n: usize, boleto: &BoletoEmitido) -> Value {
    let contrato = boleto.contratos.first().unwrap();
    json!({
        "codBanco": 1, "seuNumero": numero(&boleto.id), "codEmpresa": 1, "obraParcela": "AMO", "numeroVenda": numero(&contrato.0),
        "valorDocumento": valor(n, boleto.valor.original), "dataVencimento": data(boleto.vencimento), "dataEmissao": "null",
        "linhaDigitavel": texto(boleto.linha_digitavel.as_ref()), "nossoNumero": "109/1", "campoLivre": "1", "boletoEnviado": "False",
    })
}

/// A grouped boleto comes under an instalment of each of its sales.
fn cobrancas(boletos: &[BoletoEmitido]) -> Value {
    let mut vendas: Vec<(i64, Vec<Value>)> = Vec::new();
    for boleto in boletos {
        for contrato in &boleto.contratos {
            let n = numero(&contrato.0);
            let cobranca = json!({"CodBanco": 1, "SeuNumero": numero(&boleto.id), "DataVencimento": data(boleto.vencimento),
                                  "ValorBoleto": 1.0, "Bolecode": false, "Agrupado": boleto.contratos.len() > 1});
            let pix = json!({"Banco": 341, "Txid": format!("tx{}", numero(&boleto.id)), "ValorPix": 1.0});
            let parcela = json!({"NumParcela": 7, "TipoParcela": "P", "NumGeralParcela": numero(&boleto.id), "ValorParcela": 1.0,
                                 "BoletoParcela": [cobranca], "PixParcela": [pix]});
            // A handful of sales, however many boletos.
            match vendas.iter_mut().find(|(venda, _)| *venda == n) {
                Some((_, parcelas)) => parcelas.push(parcela),
                None => vendas.push((n, vec![parcela])),
            }
        }
    }
    let vendas: Vec<Value> = vendas
        .into_iter()
        .map(|(venda, parcelas)| json!({"Empresa": 1, "Obra": "AMO", "Venda": venda, "ItensVenda": [], "ParcelasVenda": parcelas}))
        .collect();
    json!({ "Vendas": vendas })
}

fn pix(boletos: &[BoletoEmitido], pedido: &Value) -> Value {
    let pedidas = pedido.as_array().unwrap();
    assert!((1..=50).contains(&pedidas.len()), "{}", pedidas.len());
    // The huge sample is numbered from 1; the others are short.
    let na_posicao = |n: i64| usize::try_from(n - 1).ok().and_then(|n| boletos.get(n)).filter(|b| numero(&b.id) == n);
    let achar = |n: i64| na_posicao(n).or_else(|| boletos.iter().find(|b| numero(&b.id) == n));
    let resultado = |parcela: &Value| {
        let geral = parcela["NumeroParcelaGeral"].as_i64().unwrap();
        let emv = achar(geral).and_then(|b| b.pix.as_ref());
        json!({"Sucesso": true, "TxId": format!("tx{geral}"), "emv": texto(emv), "Mensagens": []})
    };
    match pedidas.as_slice() {
        // Declared as one object, a list when there are several.
        [unica] => resultado(unica),
        varias => varias.iter().map(resultado).collect(),
    }
}

/// An absent text is the text "null".
fn texto(texto: Option<&String>) -> Value {
    texto.map_or_else(|| "null".into(), |t| t.as_str().into())
}

/// A number, and text with six decimals, in turn.
fn valor(n: usize, valor: Option<Dinheiro>) -> Value {
    let Some(valor) = valor else { return "null".into() };
    if n.is_multiple_of(2) {
        serde_json::from_str(&valor.iso()).unwrap()
    } else {
        format!("{}0000", valor.iso()).into()
    }
}

fn data(data: Option<Date>) -> Value {
    data.map_or_else(|| "null".into(), |d| format!("{d}T00:00:00").into())
}
